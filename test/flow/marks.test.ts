import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checked, lately, less, type Mark, measured, withMark } from "../../src/flow/marks.js";

const mark = (at: number, admitted: number, cost = 1): Mark => ({ at, admitted, cost });
const MINUTE = 60_000;

describe("what refusals measure", () => {
  it.each([
    ["nothing without a mark", [], mark(1000, 5), 0, Number.POSITIVE_INFINITY],
    ["a range of one request either way", [mark(0, 0)], mark(1000, 10), 9 / 1000, 11 / 1000],
    ["less with every mark", [mark(0, 0), mark(5000, 50)], mark(10_000, 100), 99 / 10_000, 101 / 10_000],
    [
      "only the newest where older ones contradict",
      [mark(0, 0), mark(10_000, 10)],
      mark(20_000, 200),
      189 / 10_000,
      191 / 10_000,
    ],
    ["by the refused costs, where requests are large", [mark(0, 0, 300)], mark(1000, 1000, 500), 0.7, 1.5],
    ["nothing of what came at the same moment", [mark(1000, 5)], mark(1000, 5), 0, Number.POSITIVE_INFINITY],
  ])("is %s", (_, marks, last, low, high) => {
    const range = measured(marks, last);
    expect(range.low).toBeCloseTo(low, 9);
    expect(range.high).toBeCloseTo(high, 9);
  });

  it("holds the true rate of any bucket that never overflows", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(fc.double({ min: 0.0005, max: 0.2, noNaN: true }), gaps, (perMs, passes) => {
        // A client that sends one more than has trickled in: so many pass, then one is refused with 0 to 1 left.
        let [at, admitted] = [0, 0];
        const marks: Mark[] = [mark(0, 0)];
        for (const passed of passes) {
          admitted += passed;
          at = (admitted + 0.5) / perMs;
          marks.push(mark(at, admitted));
        }
        const { low, high } = measured(marks.slice(0, -1), marks.at(-1) ?? mark(0, 0));
        expect(low).toBeLessThanOrEqual(perMs);
        expect(high).toBeGreaterThanOrEqual(perMs);
      }),
    );
  });
});

describe("marks", () => {
  it("are eight at most, the newest", () => {
    let marks: readonly Mark[] = [];
    for (let i = 0; i < 12; i++) marks = withMark(marks, mark(i, i));
    expect(marks.map(({ at }) => at)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("count less where what was sent before them cost less", () => {
    expect(less([mark(1, 10), mark(3, 30)], 2, 2)).toEqual([mark(1, 10), mark(3, 28)]);
    const untouched = [mark(1, 10)];
    expect(less(untouched, 2, 5)).toBe(untouched);
  });
});

describe("the last minute", () => {
  const play = (perSecond: number, seconds: number): { checks: readonly Mark[]; admitted: number } => {
    let checks: readonly Mark[] = [];
    let admitted = 0;
    for (let s = 0; s < seconds; s++) {
      checks = checked(checks, admitted, s * 1000);
      admitted += perSecond;
    }
    return { checks, admitted };
  };

  it("is known to within ten seconds, in eight moments at most", () => {
    const { checks, admitted } = play(5, 600);
    const { amount, overMs } = lately(checks, admitted, 600_000);
    expect(checks.length).toBeLessThanOrEqual(8);
    expect(overMs).toBeGreaterThanOrEqual(MINUTE);
    expect(overMs).toBeLessThanOrEqual(MINUTE + 10_000);
    expect(amount / overMs).toBeCloseTo(5 / 1000);
  });

  it("says over how long it knows, and nothing after a long silence", () => {
    const { checks, admitted } = play(5, 20);
    expect(lately(checks, admitted, 20_000)).toEqual({ amount: 100, overMs: 20_000 });
    expect(lately(checks, admitted, 1e7)).toEqual({ amount: 0, overMs: 0 });
  });
});
