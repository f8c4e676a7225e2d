import { describe, expect, it } from "vitest";
import { driftOf, holdMs, NO_CEILING, touched } from "../../src/flow/ceiling.js";

describe("a touched ceiling", () => {
  it.each([
    ["the first time is where it is, and has not moved", NO_CEILING, 20, 20, 0],
    ["within half a slot has not moved", { level: 4, drift: 0, at: 0 }, 4.5, 4, 0],
    ["a slot up has moved by what is over the dead band", { level: 4, drift: 0, at: 0 }, 5, 4.5, 0.5 / 60],
    ["a slot down likewise", { level: 5, drift: 0, at: 0 }, 4, 4.5, 0.5 / 60],
    ["within a twentieth of a wide window has not moved", { level: 100, drift: 0, at: 0 }, 105, 100, 0],
    ["beyond that has moved by the rest", { level: 100, drift: 0, at: 0 }, 80, 84, 16 / 60],
    ["moves on from what it had moved", { level: 4, drift: 0.2, at: 0 }, 6, 5.5, 0.2 + 1.5 / 60],
  ])("%s", (_, ceiling, window, level, drift) => {
    const next = touched(ceiling, window, 0, 1000);
    expect(next.level).toBeCloseTo(level, 12);
    expect(next.drift).toBeCloseTo(drift, 12);
  });

  it("fades to 1 / e over sixty round trips, also when it is touched again", () => {
    const moved = { level: 10, drift: 0.5, at: 1000 };
    expect(driftOf(moved, 1000, 1000)).toBe(0.5);
    expect(driftOf(moved, 61_000, 1000)).toBeCloseTo(0.5 / Math.E, 12);
    expect(driftOf(moved, 31_000, 500)).toBeCloseTo(0.5 / Math.E, 12);
    expect(touched(moved, 10, 61_000, 1000)).toEqual({ level: 10, drift: 0.5 / Math.E, at: 61_000 });
  });
});

describe("the time to hold", () => {
  const hold = (window: number, drift: number, probeShare: number, roundTripMs = 1000): number =>
    holdMs({ level: window, drift, at: 0 }, window, 0, roundTripMs, probeShare);

  it.each([
    [0.1, 20],
    [0.5, 20],
    [1, 4],
    [2, 100],
  ])("is sqrt(2 * 3 / drift) round trips when the ceiling moves by %d a round trip", (drift, window) => {
    // So small a share that calm probes add next to nothing.
    expect(hold(window, drift, 0.0001) / 1000 / Math.sqrt(6 / drift)).toBeCloseTo(1, 1);
    expect(hold(window, drift, 0.0001)).toBeLessThanOrEqual(1000 * Math.sqrt(6 / drift));
  });

  it.each([
    ["share 0.005, 4 slots", 4, 0.005, 50],
    ["share 0.005, 10 slots: wide windows with less", 10, 0.005, 77 / Math.sqrt(10)],
    ["share 0.005, 100 slots", 100, 0.005, 7.7],
    ["share 0.0001, 100 slots", 100, 0.0001, 100],
    ["share 0.5, 1 slot", 1, 0.5, 77],
  ])("is 1 / (share * window) round trips or longer when it stands still: %s", (_, window, share, trips) => {
    expect(hold(window, 0, share)).toBeCloseTo(1000 * trips, 6);
    expect(1 / (window * (hold(window, 0, share) / 1000))).toBeLessThanOrEqual(share + 1e-12);
  });

  it("is shorter below three slots for the same movement, where it loses a larger part", () => {
    expect(hold(1, 1, 0.0001) / 1000).toBeCloseTo(Math.sqrt(6 / 9), 4);
    expect(hold(3, 1, 0.0001) / 1000).toBeCloseTo(Math.sqrt(6), 2);
  });

  it("counts in round trips and grows as movement fades", () => {
    expect(hold(20, 0.5, 0.005, 200)).toBeCloseTo(hold(20, 0.5, 0.005, 1000) / 5, 9);
    const moved = { level: 20, drift: 0.5, at: 0 };
    expect(holdMs(moved, 20, 60_000, 1000, 0.005)).toBeGreaterThan(holdMs(moved, 20, 0, 1000, 0.005));
  });
});
