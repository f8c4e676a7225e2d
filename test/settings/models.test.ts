import { describe, expect, it } from "vitest";
import { settingsForModel } from "../../src/settings/for-model.js";
import { matches } from "../../src/settings/glob.js";
import { type Given, resolve } from "./help.js";

const lane = (given: Given, modelId: string) => settingsForModel(resolve(given).settings, modelId);

describe("matches", () => {
  it.each([
    ["m", "m", true],
    ["m", "mm", false],
    ["*", "", true],
    ["*", "anything", true],
    ["a*", "abc", true],
    ["a*", "ba", false],
    ["*c", "abc", true],
    ["a*c", "abc", true],
    ["a*a", "a", false],
    ["a*bc*c", "abc", false],
    ["a*bc*c", "abcc", true],
    ["a**c", "ac", true],
    ["*.claude-*", "us.anthropic.claude-3", true],
    ["a.c", "abc", false],
    ["A", "a", false],
  ])("%s and %s: %s", (pattern, id, expected) => {
    expect(matches(pattern, id)).toBe(expected);
  });

  it("takes no time on a hostile id", () => {
    expect(matches("*a*a*a*a*a*a*a*a*b", "a".repeat(100_000))).toBe(false);
  });
});

describe("settings for a model", () => {
  const models = {
    "*": { window: { max: 500 } },
    "anthropic.*": { window: { max: 100, initial: 10 }, quota: { requestsPerMinute: 60 } },
    "anthropic.claude": { window: { max: 50 }, breaker: { whenOpen: "fail", codes: ["Odd"] } },
  };

  it("are the general ones where no pattern matches", () => {
    const { settings } = resolve({ options: { models: { other: { window: { max: 9 } } } } });
    expect(settingsForModel(settings, "m")).toBe(settings);
  });

  it("take each field from the most specific pattern that has it", () => {
    const { window, quota, breaker } = lane({ options: { models } }, "anthropic.claude");
    expect(window).toMatchObject({ max: 50, initial: 10, min: 0.02 });
    expect(quota).toEqual({
      source: "settings",
      requestsPerMinute: 60,
      tokensPerMinute: undefined,
      tokensPerDay: undefined,
    });
    expect(breaker).toMatchObject({ whenOpen: "fail", codes: ["Odd"], failures: 5 });
    expect(lane({ options: { models } }, "anthropic.other").window.max).toBe(100);
    expect(lane({ options: { models } }, "amazon.nova").window.max).toBe(500);
  });

  it("do not depend on the order in which patterns are written", () => {
    const reversed = Object.fromEntries(Object.entries(models).reverse());
    expect(lane({ options: { models: reversed } }, "anthropic.claude")).toEqual(
      lane({ options: { models } }, "anthropic.claude"),
    );
  });

  it("prefer fewer stars where the literal text is as long", () => {
    const tie = { "a*b": { window: { max: 9 } }, "ab*": { window: { max: 8 } }, ab: { window: { max: 7 } } };
    expect(lane({ options: { models: tie } }, "ab").window.max).toBe(7);
  });

  it("merge the same pattern of file and options field by field", () => {
    const given = {
      file: { models: { m: { window: { max: 30, initial: 2 } } } },
      options: { models: { m: { window: { max: 10 } } } },
    };
    expect(lane(given, "m").window).toMatchObject({ max: 10, initial: 2 });
  });

  it("beat the general ones, wherever those come from", () => {
    const given = { file: { models: { m: { window: { max: 30 } } } }, options: { window: { max: 10 } } };
    expect(lane(given, "m").window.max).toBe(30);
  });

  it("replace lists", () => {
    const options = {
      breaker: { codes: ["A"] },
      targets: [{ modelId: "x" }],
      models: { m: { breaker: { codes: ["B"] }, targets: [] } },
    };
    expect(lane({ options }, "m")).toMatchObject({ breaker: { codes: ["B"] }, targets: [] });
  });

  it("let the maximum prevail where patterns overlap only in part", () => {
    const overlapping = {
      "a*": { window: { max: 5 }, breaker: { maxOpenMs: 6000 } },
      "*bb": { window: { min: 8, initial: 9 }, breaker: { openMs: 9000 } },
    };
    const { window, breaker } = lane({ options: { models: overlapping } }, "abb");
    expect(window).toMatchObject({ min: 5, initial: 5, max: 5 });
    expect(breaker).toMatchObject({ openMs: 6000, maxOpenMs: 6000 });
  });

  it("are frozen", () => {
    const { settings } = resolve({ options: { models } });
    const { window, quota, breaker, targets } = settingsForModel(settings, "m");
    expect([window, quota, breaker, targets].every(Object.isFrozen)).toBe(true);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("are safe for the id %s", (id) => {
    expect(lane({}, id).window.max).toBe(1000);
    const file = `{"models":{${JSON.stringify(id)}:{"window":{"max":9}}}}`;
    expect(lane({ file }, id).window.max).toBe(9);
    expect(lane({ file }, "m").window.max).toBe(1000);
    expect({}).not.toHaveProperty("window");
  });
});
