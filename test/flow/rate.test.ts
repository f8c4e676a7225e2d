import { describe, expect, it } from "vitest";
import {
  corrected,
  cycles,
  granted,
  isLearnt,
  NO_RATE,
  probeShare,
  type Rate,
  rateDue,
} from "../../src/flow/rate.js";

const PER_SECOND = 1 / 1000;
/** One request a second, estimated so, in the middle of nothing. */
const LEARNT: Rate = {
  ...NO_RATE,
  perMs: PER_SECOND,
  estimate: PER_SECOND,
  phase: "hold",
  mean: 1,
  depth: 0.03,
  paidUntil: 0,
};

describe("a learnt rate", () => {
  it("holds nothing back while it is not learnt, but counts", () => {
    const rate = granted(granted(NO_RATE, 3, 0, 0), 3, 1, 0);
    expect([isLearnt(rate), rateDue(rate, 1e9, 1), rate.admitted, rate.mean]).toEqual([false, 0, 6, 3]);
  });

  it("lets a request pay before it goes", () => {
    const rate = granted(LEARNT, 1, 5000, 0);
    expect(rateDue(rate, 1, 5000)).toBeCloseTo(1000);
    expect(rateDue(rate, 3, 5000)).toBeCloseTo(3000);
    expect(rateDue(rate, 1, 6000)).toBe(0);
  });

  it("saves nothing up while nobody asks, and does not suffer from a late timer", () => {
    const late = granted(granted(LEARNT, 1, 5000, 0), 1, 6003, 0);
    expect(rateDue(late, 1, 6003)).toBeCloseTo(997);
    const idle = granted(granted(LEARNT, 1, 5000, 0), 1, 90_000, 0);
    expect(rateDue(idle, 1, 90_000)).toBeCloseTo(1000);
  });

  it("takes a higher real cost as a debt, and lets a lower one be spent at once", () => {
    const rate = granted(LEARNT, 1, 5000, 0);
    expect(rateDue(corrected(rate, 2, 5000, 5500), 1, 5500)).toBeCloseTo(3000 + 0);
    expect(rateDue(corrected(rate, -1, 5000, 5500), 1, 5500)).toBe(0);
    expect(corrected(rate, -1, 5000, 5500).admitted).toBe(0);
  });

  it("gains no credit by what is given back before it is learnt", () => {
    let rate = NO_RATE;
    for (let i = 0; i < 100; i++) rate = corrected(granted(rate, 1, i, 0), -1, i, i);
    expect([rate.credit, rate.admitted]).toEqual([0, 0]);
  });

  it.each([
    ["begins under the estimate", 1, -0.03],
    ["crosses it after one cycle", 0, 0],
  ])("in a hold %s", (_, before, over) => {
    const share = probeShare(LEARNT, PER_SECOND);
    const grants = before === 1 ? 0 : 1 / share - 1;
    const rate = granted({ ...LEARNT, grants }, 1, 5000, 1);
    expect(rate.perMs / PER_SECOND - 1).toBeCloseTo(over, 2);
  });

  it("grows only by grants that it made wait", () => {
    const free = granted(LEARNT, 1, 5000, 0);
    expect([free.grants, free.perMs]).toEqual([0, PER_SECOND]);
    expect(granted(LEARNT, 1, 5000, 1).grants).toBe(1);
  });

  it("takes it that the quota has grown when no refusal comes long after it was due", () => {
    let rate = LEARNT;
    for (let at = 0; rate.phase === "hold"; at += 1000) rate = granted(rate, 1, at, 1);
    expect(cycles(rate)).toBeGreaterThan(1.6);
    const before = rate.perMs;
    for (let i = 0, at = rate.grownAt; i < 16; i++, at += 1000) rate = granted(rate, 1, at, 1);
    expect(rate.perMs / before).toBeGreaterThan(1.5);
    expect(rate.perMs / before).toBeLessThanOrEqual(2.01);
  });

  it("searches upwards by a fifth a grant, and slower in time where it is near", () => {
    const search = { ...LEARNT, phase: "search" as const };
    expect(granted(search, 1, 1e6, 1).perMs / PER_SECOND).toBeCloseTo(1.19);
    const [soon, near] = [search, { ...search, near: true }].map((rate) => granted(rate, 1, 300, 1).perMs);
    expect(soon).toBeGreaterThan(near ?? 0);
  });

  it.each([
    [1, 0.036],
    [60, 0.008],
    [500, 0.0033],
    [1e6, 0.0015],
  ])("of %d requests a minute bears a refusal in 1 / %d grants or so", (perMinute, share) => {
    expect(probeShare(LEARNT, perMinute / 60_000)).toBeCloseTo(share, 3);
  });
});
