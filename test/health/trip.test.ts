import { describe, expect, it } from "vitest";
import {
  NO_STREAK,
  openTime,
  shouldTrip,
  streakFailed,
  streakReset,
  streakServed,
  streakTimed,
} from "../../src/health/trip.js";

const failed = (times: number, from = NO_STREAK) =>
  Array.from({ length: times }).reduce<typeof NO_STREAK>((streak) => streakFailed(streak), from);

describe("a streak", () => {
  it("counts failures, and a success ends it", () => {
    expect(failed(3).failures).toBe(3);
    expect(streakServed(streakTimed(failed(3), 100), 5000)).toEqual({
      failures: 0,
      servedAt: 5000,
      roundTripMs: 100,
    });
  });

  it("smooths the time that served attempts take, and keeps it when it begins anew", () => {
    const served = streakTimed(streakTimed(NO_STREAK, 1000), 2000);
    expect(served.roundTripMs).toBeCloseTo(1200);
    expect(streakReset(failed(2, served))).toEqual({
      failures: 0,
      servedAt: Number.NEGATIVE_INFINITY,
      roundTripMs: served.roundTripMs,
    });
  });
});

describe("shouldTrip", () => {
  const served = streakServed(streakTimed(NO_STREAK, 1500), 10_000);
  it.each([
    ["too few in a row", failed(4), 10_000, false],
    ["enough, nothing ever served", failed(5), 0, true],
    ["enough, but something was served just now", failed(9, served), 10_100, false],
    ["enough, something was served exactly a round trip ago", failed(5, served), 11_500, false],
    ["enough, nothing served within a round trip", failed(5, served), 11_501, true],
    ["nothing served for long, but too few", failed(4, served), 1e9, false],
  ])("%s", (_, streak, now, trips) => {
    expect(shouldTrip(streak, 5, now)).toBe(trips);
  });
});

describe("openTime", () => {
  it.each([
    [1, 0, 1000],
    [2, 0, 2000],
    [4, 0, 8000],
    [5, 0, 10_000],
    [5000, 0, 10_000],
    [1, 0.5, 900],
    [9, 0.999_999, 8000],
  ])("of trip %d by chance %d is %d ms", (trips, chance, ms) => {
    expect(openTime(trips, 1000, 10_000, chance)).toBeCloseTo(ms, 1);
  });
});
