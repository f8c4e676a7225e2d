import { describe, expect, it } from "vitest";
import { PATH, refusal } from "./help.js";

const SLOTS = "a number of slots from 1 to 100000";

describe("a variable that is no number in range", () => {
  it.each([
    "",
    " ",
    "\t",
    "12abc",
    "0x10",
    "1e9",
    "-1",
    "NaN",
    "Infinity",
    "1_000",
    "1,000",
    " 12",
    "12 ",
    "+5",
    ".5",
    "5.",
    "0",
    "0.99",
    "100001",
    "1e400",
    "none",
    "null",
    "true",
    "٣",
  ])("%j", (text) => {
    expect(refusal({ environment: { SPILLWAY_WINDOW_MAX: text } })).toBe(
      `window.max (SPILLWAY_WINDOW_MAX) is ${JSON.stringify(text)}: expected ${SLOTS}.`,
    );
  });
});

describe("an option that is no number in range", () => {
  it.each([
    ["text", "12", '"12"'],
    ["NaN", Number.NaN, "NaN"],
    ["Infinity", Number.POSITIVE_INFINITY, "Infinity"],
    ["too small", 0, "0"],
    ["negative", -1, "-1"],
    ["too large", 1e9, "1000000000"],
    ["null", null, "null"],
    ["boolean", true, "true"],
    ["list", [5], "[5]"],
    ["object", {}, "{}"],
    ["bigint", 5n, "5"],
    ["symbol", Symbol("x"), "Symbol(x)"],
    ["function", () => 5, "a function"],
    ["Number object", Object(5), "5"],
  ])("%s", (_name, max, shown) => {
    expect(refusal({ options: { window: { max } } })).toBe(
      `window.max (option) is ${shown}: expected ${SLOTS}.`,
    );
  });

  it("in a file is named with the file", () => {
    expect(refusal({ file: { window: { max: "12" } } })).toBe(
      `window.max (${PATH}) is "12": expected ${SLOTS}.`,
    );
  });
});

describe("a variable of another kind", () => {
  it.each([
    ["SPILLWAY_MODE", "Enforce", "mode", "one of enforce, observe, off"],
    ["SPILLWAY_MODE", "constructor", "mode", "one of enforce, observe, off"],
    ["SPILLWAY_MODE", "", "mode", "one of enforce, observe, off"],
    ["SPILLWAY_TELEMETRY", "true", "telemetry", "on or off"],
    ["SPILLWAY_TELEMETRY", "1", "telemetry", "on or off"],
    ["SPILLWAY_WINDOW_MIN", "0.001", "window.min", "a number of slots from 0.01 to 10000"],
    ["SPILLWAY_WINDOW_DECREASE_FACTOR", "1", "window.decreaseFactor", "a number from 0.1 to 0.99"],
    ["SPILLWAY_QUEUE_BATCH_SHARE", "0.6", "queue.batchShare", "a number from 0.01 to 0.5"],
    [
      "SPILLWAY_STREAMS_IDLE_MS",
      "9",
      "streams.idleMs",
      "a number of milliseconds from 10 to 2147483647, or none",
    ],
    ["SPILLWAY_LANES_LIMIT", "0", "lanes.limit", "a whole number of lanes from 1 to 1000000"],
    ["SPILLWAY_QUEUE_ORDER", "lifo", "queue.order", "one of fifo, adaptive-lifo"],
    ["SPILLWAY_STREAMS_TRUNCATION", "warn", "streams.truncation", "one of error, ignore"],
    ["SPILLWAY_QUEUE_LIMIT", "1.5", "queue.limit", "a whole number of waiters per lane from 0 to 1000000"],
    ["SPILLWAY_RETRY_BUDGET_SHARE", "-0.1", "retry.budgetShare", "a number from 0 to 10"],
    [
      "SPILLWAY_RETRY_BUDGET_BURST",
      "0.5",
      "retry.budgetBurst",
      "a whole number of attempts from 0 to 1000000",
    ],
    ["SPILLWAY_BREAKER_SERVER_ERROR_SHARE", "0", "breaker.serverErrorShare", "a number from 0.01 to 1"],
    ["SPILLWAY_BREAKER_TIMEOUT_SHARE", "50%", "breaker.timeoutShare", "a number from 0.01 to 1"],
    ["SPILLWAY_BREAKER_SHARE_OF", "1", "breaker.shareOf", "a whole number of attempts from 2 to 1000"],
    ["SPILLWAY_SPILL_AFTER_MS", "-1", "spill.afterMs", "a number of milliseconds from 0 to 3600000"],
    [
      "SPILLWAY_RESIDENCY",
      "eu,europe",
      "residency",
      "a list of zones (us, us-gov, eu, apac, jp, au, ca) or AWS region names such as eu-central-1 separated by commas, not empty, none twice",
    ],
    [
      "SPILLWAY_QUEUE_TIMEOUT_MS",
      "None",
      "queue.timeoutMs",
      "a number of milliseconds from 0 to 2147483647, or none",
    ],
    [
      "SPILLWAY_QUOTA_RPM",
      "0",
      "quota.requestsPerMinute",
      "a number of requests per minute from 1 to 1000000000000",
    ],
    [
      "SPILLWAY_BREAKER_CODES",
      "a,,b",
      "breaker.codes",
      "a list of error names or wordings separated by commas, none empty",
    ],
    [
      "SPILLWAY_BREAKER_CODES",
      "",
      "breaker.codes",
      "a list of error names or wordings separated by commas, none empty",
    ],
    [
      "SPILLWAY_REGIONS",
      "us-east-1,us-east-1",
      "regions",
      "a list of AWS region names such as us-east-1 separated by commas, home first, none twice",
    ],
    [
      "SPILLWAY_REGIONS",
      "us-east",
      "regions",
      "a list of AWS region names such as us-east-1 separated by commas, home first, none twice",
    ],
    [
      "SPILLWAY_REGIONS",
      "us-east-1.evil.example",
      "regions",
      "a list of AWS region names such as us-east-1 separated by commas, home first, none twice",
    ],
  ])("%s=%s", (variable, text, option, expected) => {
    expect(refusal({ environment: { [variable]: text } })).toBe(
      `${option} (${variable}) is ${JSON.stringify(text)}: expected ${expected}.`,
    );
  });
});
