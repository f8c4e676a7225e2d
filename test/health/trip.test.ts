import { describe, expect, it } from "vitest";
import {
  NO_STREAK,
  openTime,
  shouldTrip,
  streakFailed,
  streakReset,
  streakServed,
  streakTimed,
  tripsBefore,
} from "../../src/health/trip.js";

const failed = (times: number, from = NO_STREAK) =>
  Array.from({ length: times }).reduce<typeof NO_STREAK>((streak) => streakFailed(streak), from);

describe("a streak", () => {
  it("counts failures, and a success ends it", () => {
    expect(failed(3).failures).toBe(3);
    expect(streakServed(failed(3), 100, 5000)).toEqual({
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
  const served = streakServed(NO_STREAK, 1500, 10_000);
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

describe("tripsBefore", () => {
  it.each([
    ["never closed before", 0, Number.POSITIVE_INFINITY, 0],
    ["closed a moment ago", 3, 0, 3],
    ["closed for as long as it may be open", 3, 8000, 3],
    ["closed for longer", 3, 8001, 0],
  ])("%s", (_, trips, closedMs, before) => {
    expect(tripsBefore(trips, closedMs, 8000)).toBe(before);
  });
});

describe("openTime", () => {
  const TIMES = { openMs: 1000, maxOpenMs: 10_000 };
  it.each([
    [1, 0, 0, 1000],
    [2, 0, 0, 2000],
    [4, 0, 0, 8000],
    [5, 0, 0, 10_000],
    [5000, 0, 0, 10_000],
    [1, 0.5, 0, 900],
    [9, 0.999_999, 0, 8000],
    [1, 0.5, 899, 900],
    [1, 0.5, 901, 901],
    [9, 0, 25_000, 25_000],
    [1, 0, Number.NaN, 1000],
  ])("of trip %d by chance %d, asked for %d ms, is %d ms", (trips, chance, asked, ms) => {
    expect(openTime(trips, TIMES, chance, asked)).toBeCloseTo(ms, 1);
  });
});
