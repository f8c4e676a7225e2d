import { describe, expect, it } from "vitest";
import { PATH, refusal, resolve } from "./help.js";

const SLOTS = "a number of slots from 1 to 100000";

describe("settings that don't fit each other", () => {
  const fit = "change one so that they fit.";
  it.each([
    [
      "min above initial",
      { window: { min: 9, initial: 5 } },
      `window.min (option) is 9: expected at most window.initial, which is 5 (option); ${fit}`,
    ],
    [
      "openMs above maxOpenMs",
      { breaker: { openMs: 70_000, maxOpenMs: 60_000 } },
      `breaker.openMs (option) is 70000: expected at most breaker.maxOpenMs, which is 60000 (option); ${fit}`,
    ],
    [
      "min above max",
      { window: { min: 9, max: 3 } },
      `window.min (option) is 9: expected at most window.max, which is 3 (option); ${fit}`,
    ],
    [
      "of one model",
      { window: { initial: 4 }, models: { m: { window: { max: 2 } } } },
      `models["m"].window.max (option) is 2: expected at least window.initial, which is 4 (option); ${fit}`,
    ],
  ])("%s", (_name, options, message) => {
    expect(refusal({ options })).toBe(message);
  });

  it.each([
    ["a max below the default initial", { window: { max: 2 } }, { initial: 2, max: 2 }],
    ["an initial above the default max", { window: { initial: 2000 } }, { initial: 2000, max: 2000 }],
    ["a min above the default initial and max", { window: { min: 5000 } }, { initial: 5000, max: 5000 }],
  ])("are only what the user set: the default gives way to %s", (_name, options, window) => {
    expect(resolve({ options }).settings.window).toMatchObject(window);
  });

  it("are found across sources", () => {
    const given = { environment: { SPILLWAY_RETRY_BASE_MS: "500" }, file: { retry: { capMs: 100 } } };
    expect(refusal(given)).toBe(
      `retry.baseMs (SPILLWAY_RETRY_BASE_MS) is 500: expected at most retry.capMs, which is 100 (${PATH}); ${fit}`,
    );
  });

  it("are not looked for where one is refused anyway", () => {
    const message = refusal({ options: { window: { initial: 2000, max: "x" } } });
    expect(message).toBe(`window.max (option) is "x": expected ${SLOTS}.`);
  });

  it("are not looked for in a model where one is refused anyway", () => {
    const message = refusal({ options: { models: { m: { window: { initial: 2000, max: "x" } } } } });
    expect(message).toBe(`models["m"].window.max (option) is "x": expected ${SLOTS}.`);
  });

  it("of a model are judged with those of wider patterns", () => {
    const models = { "a*": { window: { initial: 1 } }, "ab*": { window: { max: 2 } } };
    expect(resolve({ options: { models } }).warnings).toEqual([]);
  });
});

describe("several problems", () => {
  it("come in one error, overridden values and both sources too", () => {
    const given = {
      options: { window: { max: 50 }, mode: "loud" },
      environment: { SPILLWAY_WINDOW_MAX: "12abc" },
      file: { queue: { limit: -1 } },
    };
    expect(refusal(given).split("\n")).toEqual([
      "3 settings can't be used:",
      `- queue.limit (${PATH}) is -1: expected a whole number of waiters per lane from 0 to 1000000.`,
      `- window.max (SPILLWAY_WINDOW_MAX) is "12abc": expected ${SLOTS}.`,
      '- mode (option) is "loud": expected one of enforce, observe, off.',
    ]);
  });
});
