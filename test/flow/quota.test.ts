import { describe, expect, it } from "vitest";
import { createQuota, type Quota, quotaDue, reserve, settle } from "../../src/flow/quota.js";

/** Admits as many of `cost` as go at once. */
function fill(quota: Quota, cost: number, now: number): number {
  let count = 0;
  for (; quotaDue(quota, cost, now) === 0; count++) reserve(quota, cost, now);
  return count;
}

const RATE = 60 / 60_050;

describe("a known rate", () => {
  it("lets the first go at once and paces the next by its cost", () => {
    const quota = createQuota(60);
    expect(quotaDue(quota, 3, 1000)).toBe(0);
    reserve(quota, 3, 1000);
    expect(quotaDue(quota, 1, 1000)).toBeCloseTo(1 / RATE);
    expect(quotaDue(quota, 5, 1000)).toBeCloseTo(5 / RATE);
    expect(quotaDue(quota, 5, 1000 + 2 / RATE)).toBeCloseTo(3 / RATE);
  });

  it("saves nothing up while it is idle", () => {
    const quota = createQuota(60);
    reserve(quota, 1, 0);
    expect(fill(quota, 1, 600_000)).toBe(1);
  });

  it("never admits what is larger than a minute's worth, but all of a minute's worth", () => {
    const quota = createQuota(60);
    expect(quotaDue(quota, 60.001, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(quotaDue(quota, 60, 0)).toBe(0);
    reserve(quota, 60, 0);
    expect(quotaDue(quota, 60, 0)).toBeCloseTo(60_050);
    expect(quotaDue(quota, 60, 60_051)).toBe(0);
  });

  it("is due in exactly nothing once it has been paid, at every fraction of a millisecond", () => {
    // (now - price) + price is not always now.
    for (let i = 0; i < 20_000; i++) {
      const quota = createQuota(7 + i * 0.0517);
      reserve(quota, 1, 0);
      expect(quotaDue(quota, 1, 200_000 + i * 37.123_456_7)).toBe(0);
    }
  });

  it("lets what was given back be spent at once, but never more than the quota within a minute", () => {
    const quota = createQuota(60);
    const reservation = reserve(quota, 40, 0);
    settle(quota, reservation, 10, 100);
    expect(quotaDue(quota, 31, 100)).toBeCloseTo(1 / RATE - 100);
    expect(fill(quota, 1, 100)).toBe(30);
    expect(quota.admitted).toBe(40);
    settle(quota, reserve(quota, 20, 20_200), 0, 20_200);
    settle(quota, reserve(quota, 20, 20_300), 0, 20_300);
    expect(fill(quota, 1, 20_300)).toBe(20);
    expect(quotaDue(quota, 1, 20_300)).toBeCloseTo(60_050 - 20_300);
  });

  it("makes later sends pay what cost more than reserved", () => {
    const quota = createQuota(60);
    const reservation = reserve(quota, 1, 0);
    settle(quota, reservation, 11, 500);
    expect(quotaDue(quota, 1, 500)).toBeCloseTo(11 / RATE);
    expect(quota.admitted).toBe(11);
  });

  it("counts a debt from the moment that it became known, although its reservation is forgotten", () => {
    const quota = createQuota(60);
    const reservation = reserve(quota, 1, 0);
    settle(quota, reserve(quota, 60, 70_000), 0, 70_000);
    settle(quota, reservation, 51, 140_000);
    expect(quotaDue(quota, 11, 140_000)).toBeGreaterThan(50 / RATE);
    expect(quotaDue(quota, 11, 140_000 + 50 / RATE + 60_050)).toBe(0);
    expect(quota.admitted).toBe(0);
  });

  it("costs nothing to admit nothing", () => {
    const quota = createQuota(60);
    fill(quota, 60, 0);
    expect(quotaDue(quota, 0, 60_050)).toBe(0);
  });

  it("remembers no more than a minute, also where nobody asks what is due", () => {
    const quota = createQuota(1e9);
    for (let now = 0; now < 600_000; now += 100) {
      const reservation = reserve(quota, 1, now);
      settle(quota, reservation, 2, now);
    }
    expect(quota.log.length).toBeLessThanOrEqual(2 * 602);
    expect(quotaDue(quota, 0, 10_000_000)).toBe(0);
    expect(quota).toMatchObject({ log: [], admitted: 0 });
  });
});
