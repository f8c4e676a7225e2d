import { describe, expect, it } from "vitest";
import { type Missing, miss, NOT_MISSING } from "../../src/flow/missing.js";

const ROUND_TRIP_MS = 1000;

/** Missed all the time, with such windows; tells when it asked. */
function asked(windowAt: (ms: number) => number, forMs: number): number[] {
  const moments: number[] = [];
  let state: Missing = NOT_MISSING;
  for (let now = 0; now < forMs; now += 500) {
    const next = miss(state, windowAt(now), now, ROUND_TRIP_MS);
    if (next === undefined) continue;
    moments.push(now);
    state = next;
  }
  return moments;
}

describe("a full window that is missed", () => {
  it("asks at once, and more and more seldom where that does not pay", () => {
    expect(asked(() => 4, 60_000)).toEqual([0, 3000, 9000, 21_000, 33_000, 45_000, 57_000]);
  });

  it("asks again soon where it paid", () => {
    expect(asked((ms) => (ms < 21_000 ? 4 : 8), 32_000)).toEqual([0, 3000, 9000, 21_000, 24_000, 30_000]);
  });
});
