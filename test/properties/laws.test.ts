import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowSettings, WindowView } from "../../src/flow/law.js";
import { LAWS, runs, type Seen } from "./law-play.js";

/** Growth that needs no denied waiter: what an outage took comes back. */
const BACK = ["the outage is over", "nothing gets through: pause"];

describe.each(LAWS)("the $name law, whatever happens", ({ playIt }) => {
  const each = (check: (seen: Seen<WindowView>, options: WindowSettings) => void): void => {
    const whole = fc.property(runs, (run) => {
      for (const seen of playIt(run)) check(seen, run.options);
    });
    fc.assert(whole, { numRuns: 500 });
  };

  it("keeps the window within its bounds and a number", () => {
    each(({ after }, { min, max }) => {
      expect(after.window).toBeGreaterThanOrEqual(min);
      expect(after.window).toBeLessThanOrEqual(max);
      if (after.roundTripMs !== undefined) expect(after.roundTripMs).toBeGreaterThanOrEqual(0);
    });
  });

  it("says by how much it changed, and why", () => {
    each(({ before, after, change, reason }) => {
      expect(change).toBeCloseTo(after.window - before.window, 9);
      expect(reason).not.toBe("");
    });
  });

  it("is never due in less than no time, nor above its slots, and always some time for a lone attempt", () => {
    each(({ dues }) => {
      if (dues.some !== undefined) expect(dues.some).toBeGreaterThanOrEqual(0);
      expect(dues.full).toBeUndefined();
      expect(dues.none).toBeGreaterThanOrEqual(0);
      expect(dues.none).toBeLessThan(Number.POSITIVE_INFINITY);
    });
  });

  it("grows by an answer only while callers are denied, or after an outage", () => {
    each(({ sample, change, reason }) => {
      if (sample.kind !== "served" || sample.denied || BACK.includes(reason)) return;
      expect(change).toBeLessThanOrEqual(0);
    });
  });

  it("shrinks by an answer only where less is wanted: nobody denied, and not below half", () => {
    each(({ before, sample, change, reason }) => {
      if (sample.kind !== "served" || change >= 0) return;
      expect({ reason, denied: sample.denied }).toEqual({ reason: "less is wanted", denied: false });
      expect(-change).toBeLessThanOrEqual(before.window / 2);
    });
  });

  it("never grows by a refusal, except back to what an outage took", () => {
    each(({ sample, change, reason }, { min }) => {
      if (sample.kind === "served" || BACK.includes(reason) || min >= 1) return;
      expect(change).toBeLessThanOrEqual(0);
    });
  });

  it("never cuts in proportion for an attempt that was sent before the last cut", () => {
    const whole = fc.property(runs, (run) => {
      let cutAt = Number.NEGATIVE_INFINITY;
      for (const { sample, reason } of playIt(run)) {
        if (reason !== "multiplicative decrease") continue;
        expect(sample.sentAt).toBeGreaterThan(cutAt);
        cutAt = sample.now;
      }
    });
    fc.assert(whole, { numRuns: 500 });
  });

  it("gives the same for the same, so that nothing is kept outside its state", () => {
    const whole = fc.property(runs, (run) => {
      expect(playIt(run)).toEqual(playIt(run));
    });
    fc.assert(whole, { numRuns: 50 });
  });
});
