import { describe, expect, it } from "vitest";
import { type Demand, enough, NO_DEMAND, seen } from "../../src/flow/demand.js";

const play = (levels: readonly (readonly [number, number])[]): Demand =>
  levels.reduce((demand, [now, level]) => seen(demand, level, now, 1000), NO_DEMAND);

describe("the demand", () => {
  it("is the most that was in flight in this period and the one before", () => {
    expect(
      play([
        [0, 3],
        [1000, 7],
        [19_999, 2],
      ]),
    ).toEqual({ level: 7, before: Number.POSITIVE_INFINITY, since: 0 });
    expect(
      play([
        [0, 7],
        [20_000, 2],
        [21_000, 4],
      ]),
    ).toEqual({ level: 4, before: 7, since: 20_000 });
    expect(
      play([
        [0, 7],
        [20_000, 2],
        [500_000, 1],
      ]),
    ).toEqual({ level: 1, before: 2, since: 500_000 });
  });

  it("asks for twice as much, and for half of what there is at least", () => {
    const demand = { level: 3, before: 2, since: 0 };
    expect([40, 10, 6, 4].map((window) => enough(demand, window))).toEqual([20, 6, 6, 6]);
  });

  it("asks for all there is before it has seen a whole period", () => {
    expect(enough(play([[0, 1]]), 40)).toBe(Number.POSITIVE_INFINITY);
  });
});
