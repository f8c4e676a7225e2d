import { describe, expect, it } from "vitest";
import {
  between,
  guardMs,
  NO_TIMING,
  nextStart,
  roundTripOf,
  withRefusal,
  withServed,
} from "../../src/flow/timing.js";

describe("the round trip", () => {
  it("is a second until the first answer, then that answer's, then smoothed by a tenth", () => {
    expect(roundTripOf(NO_TIMING)).toBe(1000);
    const first = withServed(NO_TIMING, 400);
    expect(roundTripOf(first)).toBe(400);
    expect(roundTripOf(withServed(first, 1400))).toBeCloseTo(500, 9);
    expect(withServed(NO_TIMING, 0).roundTripMs).toBe(0);
  });

  it("learns nothing from refusals", () => {
    expect(withRefusal(withServed(NO_TIMING, 400), 20).roundTripMs).toBe(400);
  });
});

describe("the delay of refusals", () => {
  it("starts with half of the first as its deviation, and is smoothed by a fifth", () => {
    const first = withRefusal(NO_TIMING, 40);
    expect(first).toMatchObject({ refusalMs: 40, deviationMs: 20 });
    const second = withRefusal(first, 90);
    expect(second.refusalMs).toBeCloseTo(50, 9);
    expect(second.deviationMs).toBeCloseTo(26, 9);
    expect(withServed(second, 500)).toMatchObject({
      refusalMs: second.refusalMs,
      deviationMs: second.deviationMs,
    });
  });
});

describe("the age that means admitted", () => {
  it.each([
    ["no refusal seen: a second", { roundTripMs: 300, refusalMs: undefined, deviationMs: 0 }, 1000],
    ["mean and four deviations", { roundTripMs: 1500, refusalMs: 40, deviationMs: 10 }, 80],
    ["at least 20 ms", { roundTripMs: 1500, refusalMs: 2, deviationMs: 1 }, 20],
    ["at most a round trip", { roundTripMs: 1500, refusalMs: 600, deviationMs: 300 }, 1500],
    ["at most a round trip, however short", { roundTripMs: 10, refusalMs: 2, deviationMs: 1 }, 10],
    [
      "at most a second while no answer is known",
      { roundTripMs: undefined, refusalMs: 900, deviationMs: 300 },
      1000,
    ],
  ])("%s", (_, timing, ms) => {
    expect(guardMs(timing)).toBe(ms);
  });
});

describe("the next send of the slow start", () => {
  it.each([
    ["half of its share of a round trip later", 1000, 1000, 20, 1010],
    ["after 50 ms at most", 1000, 1000, 5000, 1050],
    ["without making up for lateness where timers can tell the gap", 990, 1000, 2, 1001],
    ["at once, where the timer was later than the gap is long", 999, 1000, 0.6, 999.3],
    ["with no more made up for than one tick", 900, 1000, 0.6, 999.3],
    ["with nothing made up for that was not late", 1000, 1000, 0.6, 1000.3],
  ])("comes %s", (_, dueAt, now, eachMs, next) => {
    expect(nextStart(dueAt, now, eachMs)).toBeCloseTo(next, 9);
  });
});

describe("chance between two", () => {
  it.each([
    [0, 0.75],
    [0.5, 1],
    [0.999, 1.2495],
  ])("%d gives %d", (chance, value) => {
    expect(between(0.75, 1.25, () => chance)).toBeCloseTo(value, 12);
  });
});
