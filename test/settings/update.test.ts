import fc from "fast-check";
import { SpillwayError } from "spillway";
import { describe, expect, it } from "vitest";
import { type Resolved, resolveSettings } from "../../src/settings/resolve.js";
import { updateSettings } from "../../src/settings/update.js";

const start = (options: unknown = {}, environment = {}): Resolved =>
  resolveSettings(options, { environment });

function refusal(present: Resolved, options: unknown): string {
  try {
    updateSettings(present, options);
  } catch (error) {
    if (error instanceof SpillwayError && error.code === "INVALID_SETTING") return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("an update", () => {
  it("puts what is named in the place of what was there, whatever source that came from, and leaves the rest", () => {
    const before = start(
      { window: { max: 50 }, targets: [{ region: "eu-west-1" }] },
      { SPILLWAY_QUEUE_LIMIT: "7" },
    );
    const first = updateSettings(before, { queue: { limit: 9 }, window: { min: 2 } });
    const { settings } = updateSettings(first, { window: { max: 60 }, targets: undefined, retry: {} });
    expect(settings).toEqual({
      ...before.settings,
      window: { ...before.settings.window, min: 2, max: 60 },
      queue: { ...before.settings.queue, limit: 9 },
    });
    expect(before.settings.window).toMatchObject({ min: 0.02, max: 50 });
  });

  it("takes an option back to its default by null, which then gives way to what is set", () => {
    const before = start({ window: { initial: 8, max: 50 }, quota: { tokensPerDay: 5 }, residency: "us" });
    const nulls = {
      window: { initial: null, max: 3 },
      quota: { tokensPerDay: null },
      residency: null,
      models: null,
      queue: { weights: null, timeoutMs: null },
    };
    const { settings } = updateSettings(before, nulls);
    expect(settings.window).toMatchObject({ initial: 3, max: 3 });
    expect(settings.quota.tokensPerDay).toBeUndefined();
    expect(settings.residency).toEqual([]);
    expect(
      updateSettings(updateSettings(before, nulls), { window: { max: null } }).settings.window,
    ).toMatchObject({
      initial: 4,
      max: 1000,
    });
  });

  it("replaces the rules of models as a whole", () => {
    const before = start({ models: { "a*": { window: { max: 5 } }, b: { window: { max: 6 } } } });
    const { settings } = updateSettings(before, { models: { c: { window: { max: 7 } } } });
    expect(settings.models).toEqual([{ pattern: "c", window: { max: 7 } }]);
    expect(updateSettings(before, { window: { min: 1 } }).settings.models).toEqual(before.settings.models);
    expect(updateSettings(before, { models: null }).settings.models).toEqual([]);
  });

  it("warns of names that nobody knows, with the nearest", () => {
    const { warnings } = updateSettings(start(), { windw: {}, queue: { limt: 5 } });
    expect(warnings).toEqual([
      "unknown option windw in update: did you mean window?",
      "unknown option queue.limt in update: did you mean queue.limit?",
    ]);
  });

  it.each([
    ["no object", 5, "options (update) is 5: expected a plain object with options."],
    [
      "a number out of range",
      { window: { max: 0 } },
      "window.max (update) is 0: expected a number of slots from 1 to 100000.",
    ],
    [
      "null for a group",
      { window: null },
      "window (update) is null: expected a plain object with any of law, initial, min, max, increase, decreaseFactor, probeShare.",
    ],
    [
      "null for one model",
      { models: { a: { quota: { tokensPerDay: null } } } },
      'models["a"].quota.tokensPerDay (update) is null: expected a number of tokens per day above 0, up to 1000000000000.',
    ],
    [
      "a maximum below the minimum that stands",
      { window: { max: 10 } },
      "window.max (update) is 10: expected at least window.min, which is 20 (option); change one so that they fit.",
    ],
    [
      "a region outside",
      { regions: ["eu-west-1"] },
      "regions[0] names region eu-west-1: residency allows us only. Leave it out, or allow it in residency.",
    ],
    [
      "a narrower residency than regions",
      { residency: "eu" },
      "regions[0] names region us-east-1: residency allows eu only. Leave it out, or allow it in residency.",
    ],
    [
      "mode",
      { mode: "off" },
      'mode (update) is "off": expected no change while an instance runs; make another instance.',
    ],
    [
      "telemetry",
      { telemetry: false },
      "telemetry (update) is false: expected no change while an instance runs; make another instance.",
    ],
    [
      "clock",
      { clock: {} },
      "clock (update) is an object: expected no change while an instance runs; make another instance.",
    ],
    [
      "random",
      { random: Math.random },
      "random (update) is a function: expected no change while an instance runs; make another instance.",
    ],
    [
      "clientFor",
      { clientFor: null },
      "clientFor (update) is null: expected no change while an instance runs; make another instance.",
    ],
    [
      "endpointFor",
      { endpointFor: () => "" },
      "endpointFor (update) is a function: expected no change while an instance runs; make another instance.",
    ],
    [
      "quotasFor",
      { quotasFor: () => undefined },
      "quotasFor (update) is a function: expected no change while an instance runs; make another instance.",
    ],
    [
      "restore",
      { restore: { secret: 1 } },
      "restore (update) is an object: expected no change while an instance runs; make another instance.",
    ],
  ])("refuses %s", (_, options, message) => {
    const present = start({ window: { min: 20, max: 100 }, residency: "us", regions: ["us-east-1"] });
    expect(refusal(present, options)).toBe(message);
  });

  it("tells all that can't be used at once", () => {
    const message = refusal(start(), { mode: "off", window: { max: "5" }, queue: { limit: -1 } });
    expect(message).toMatch(/^3 settings can't be used:/);
    expect(message).toMatch(/mode.*\n.*window\.max.*\n.*queue\.limit/);
  });

  it("gives what a start with all of it gives", () => {
    const number = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });
    const options = fc.record({
      window: fc.record({ initial: number(1, 9), min: number(1, 9), max: number(1, 9) }),
      breaker: fc.record({ openMs: number(10, 40), maxOpenMs: number(10, 40) }),
    });
    const tried = (fn: () => Resolved): unknown => {
      try {
        return fn().settings;
      } catch {
        return "refused";
      }
    };
    fc.assert(
      fc.property(options, options, (first, second) => {
        const begun = tried(() => start(first));
        fc.pre(begun !== "refused");
        const merge = (one: object, other: object) => ({
          ...one,
          ...Object.fromEntries(Object.entries(other).filter(([, value]) => value !== undefined)),
        });
        const both = {
          window: merge(first.window, second.window),
          breaker: merge(first.breaker, second.breaker),
        };
        expect(tried(() => updateSettings(start(first), second))).toEqual(tried(() => start(both)));
      }),
    );
  });
});
