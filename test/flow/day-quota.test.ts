import { describe, expect, it } from "vitest";
import { createDayQuota, dayDue, spend } from "../../src/flow/day-quota.js";

const HOUR = 3_600_000;

describe("a quota of tokens per day", () => {
  it("is free at first, up to all of it, and never above", () => {
    const quota = createDayQuota(1000);
    expect(dayDue(quota, 1000, 5)).toBe(0);
    expect(dayDue(quota, 1001, 5)).toBe(Number.POSITIVE_INFINITY);
  });

  it("comes free again, hour by hour, when that hour is a day old as a whole", () => {
    const quota = createDayQuota(1000);
    spend(quota, 600, 0.5 * HOUR);
    spend(quota, 400, 2.5 * HOUR);
    expect(dayDue(quota, 1, 3 * HOUR)).toBe(22 * HOUR);
    expect(dayDue(quota, 601, 3 * HOUR)).toBe(24 * HOUR);
    expect(dayDue(quota, 600, 25 * HOUR)).toBe(0);
    expect(dayDue(quota, 601, 25 * HOUR)).toBe(2 * HOUR);
    expect(dayDue(quota, 1000, 27 * HOUR)).toBe(0);
    expect(quota.hours.size).toBe(0);
  });

  it("takes back what was not used, in the hour in which it was taken", () => {
    const quota = createDayQuota(1000);
    spend(quota, 1000, 0);
    expect(dayDue(quota, 300, 3 * HOUR)).toBe(22 * HOUR);
    spend(quota, -300, 0);
    expect(dayDue(quota, 300, 3 * HOUR)).toBe(0);
  });

  it("is not confused by a refund for a day that is over", () => {
    const quota = createDayQuota(1000);
    spend(quota, 1000, 0);
    expect(dayDue(quota, 1, 30 * HOUR)).toBe(0);
    spend(quota, 500, 30 * HOUR);
    spend(quota, -400, 0);
    spend(quota, 200, 1 * HOUR);
    expect(dayDue(quota, 500, 30 * HOUR)).toBe(0);
    expect(dayDue(quota, 501, 30 * HOUR)).toBe(25 * HOUR);
    expect([...quota.hours.keys()]).toEqual([30]);
  });
});
