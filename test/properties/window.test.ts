import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  initialWindow,
  type WindowOptions,
  type WindowSample,
  type WindowState,
  windowDue,
  windowSent,
  windowStep,
} from "../../src/flow/window.js";

const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const optionsArbitrary: fc.Arbitrary<WindowOptions> = fc
  .record({
    bounds: fc.tuple(numbers(0.01, 50), numbers(1, 100), numbers(1, 200)),
    increase: numbers(0.01, 100),
    decreaseFactor: numbers(0.1, 0.99),
    probeShare: numbers(0, 0.5),
  })
  .map(({ bounds, ...rest }) => {
    const [min = 1, initial = 1, max = 1] = [...bounds].sort((a, b) => a - b);
    return { min, initial: Math.max(1, initial), max, ...rest };
  });

/** Samples in the order of their ends; `sentAt` in any order, zero durations and equal moments included. */
const samplesArbitrary: fc.Arbitrary<WindowSample[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("served" as const, "throttled" as const, "unavailable" as const),
      gap: fc.oneof(fc.constant(0), numbers(0, 3000)),
      held: fc.oneof(fc.constant(0), numbers(0, 5000)),
      inFlight: fc.nat(60),
      denied: fc.boolean(),
    }),
    { maxLength: 80 },
  )
  .map((items) => {
    let now = 10_000;
    return items.map(({ kind, gap, held, inFlight, denied }) => {
      now += gap;
      return { kind, now, sentAt: now - held, inFlight, denied };
    });
  });

interface Seen {
  readonly before: WindowState;
  readonly after: WindowState;
  readonly sample: WindowSample;
  readonly reason: string;
  readonly change: number;
}

function play(options: WindowOptions, samples: readonly WindowSample[], chance: number): Seen[] {
  let state = initialWindow(options);
  return samples.map((sample) => {
    const before = state;
    const step = windowStep(state, sample, options, () => chance);
    state = step.state;
    return { before, after: state, sample, reason: step.reason, change: step.change };
  });
}

const runs = fc.tuple(optionsArbitrary, samplesArbitrary, numbers(0, 0.999));
const each = (check: (seen: Seen[], options: WindowOptions) => void): void => {
  fc.assert(
    fc.property(runs, ([options, samples, chance]) => check(play(options, samples, chance), options)),
    { numRuns: 500 },
  );
};

describe("the window, whatever happens", () => {
  it("stays within its bounds and is always a number", () => {
    each((seen, { min, max }) => {
      for (const { after } of seen) {
        expect(after.window).toBeGreaterThanOrEqual(min);
        expect(after.window).toBeLessThanOrEqual(max);
      }
    });
  });

  it("is cut at most once per round trip, and never by an attempt sent before the last cut", () => {
    each((seen) => {
      let lastCut = Number.NEGATIVE_INFINITY;
      for (const { before, sample, reason } of seen) {
        if (reason !== "multiplicative decrease") continue;
        expect(sample.now - lastCut).toBeGreaterThanOrEqual(before.roundTripMs ?? 1000);
        expect(sample.sentAt).toBeGreaterThan(lastCut);
        lastCut = sample.now;
      }
    });
  });

  it("grows on served attempts only while callers are denied, and on refusals only back to what a cut left", () => {
    each((seen) => {
      for (const { before, after, sample } of seen) {
        if (after.window <= before.window) continue;
        if (sample.kind === "served") expect(sample.denied).toBe(true);
        else expect(after.window).toBeLessThanOrEqual(Math.max(before.window, before.afterCut));
      }
    });
  });

  it("never grows by more than a slot per served attempt, or `increase`", () => {
    each((seen, { increase }) => {
      for (const { change, sample } of seen) {
        if (sample.kind === "served") expect(change).toBeLessThanOrEqual(Math.max(1, increase) + 1e-9);
      }
    });
  });

  it("says by how much it changed", () => {
    each((seen) => {
      for (const { before, after, change } of seen) {
        expect(change).toBeCloseTo(after.window - before.window, 9);
      }
    });
  });

  it("is never due in less than no time, nor above its slots, and always due for a lone attempt", () => {
    fc.assert(
      fc.property(runs, fc.nat(80), numbers(0, 20_000), (run, inFlight, later) => {
        const last = play(...run).at(-1);
        const options = run[0];
        const now = (last?.sample.now ?? 0) + later;
        const state = windowSent(last?.after ?? initialWindow(options), now - later);
        const due = windowDue(state, inFlight, now);
        if (inFlight >= Math.max(1, Math.floor(state.window))) expect(due).toBeUndefined();
        if (due !== undefined) expect(due).toBeGreaterThanOrEqual(0);
        const lone = windowDue(state, 0, now);
        expect(lone).toBeGreaterThanOrEqual(0);
        expect(lone).toBeLessThan(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 500 },
    );
  });

  it("below one slot lets one attempt go every round trip / window", () => {
    fc.assert(
      fc.property(numbers(0.01, 0.99), numbers(1, 60_000), numbers(0, 1e6), (window, roundTripMs, now) => {
        const options = { initial: 1, min: 0.01, max: 10, increase: 1, decreaseFactor: 0.5, probeShare: 0 };
        const state = windowSent({ ...initialWindow(options), window, roundTripMs }, now);
        expect(windowDue(state, 0, now)).toBeCloseTo(roundTripMs / window, 3);
        expect(windowDue(state, 0, now + roundTripMs / window + 0.001)).toBe(0);
      }),
    );
  });
});
