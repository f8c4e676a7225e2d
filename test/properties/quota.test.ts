import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDayQuota, dayDue, spend } from "../../src/flow/day-quota.js";
import { createQuota, quotaDue, reserve, settle } from "../../src/flow/quota.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Plan {
  /** Ms after the one before that it asks. */
  readonly gap: number;
  /** Shares of the quota that it reserves and really uses. */
  readonly cost: number;
  readonly real: number;
  /** Ms after its arrival that it is settled. */
  readonly settleAfter: number;
  /** Ms on its way. */
  readonly delay: number;
}

interface Entry {
  readonly at: number;
  readonly change: number;
  readonly admission: boolean;
  /** The admission that it corrects: a refund counts where its admission did. */
  readonly of: number;
}

const plans = (most: number, delay: number): fc.Arbitrary<Plan[]> =>
  fc.array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(100_000)),
      cost: fc.oneof(fc.constant(1), fc.constant(0.001), fc.double({ min: 0.0001, max: 1, noNaN: true })),
      real: fc.oneof(fc.constant(0), fc.double({ min: 0, max: most, noNaN: true })),
      settleAfter: fc.oneof(fc.constant(0), fc.nat(5000), fc.nat(150_000)),
      delay: fc.nat(delay),
    }),
    { maxLength: 60 },
  );

/** What the far side sees when callers send as soon as our quota lets them, one after the other. */
function drive(perMinute: number, planned: readonly Plan[]): Entry[] {
  const quota = createQuota(perMinute);
  const seen: Entry[] = [];
  let pending: { at: number; run: () => void }[] = [];
  let now = 0;
  const settleUntil = (until: number): void => {
    const ready = pending.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    pending = pending.filter(({ at }) => at > until);
    for (const { run } of ready) run();
  };
  for (const { gap, cost, real, settleAfter, delay } of planned) {
    now += gap;
    settleUntil(now);
    for (let due = quotaDue(quota, cost * perMinute, now); due > 0; ) {
      const next = Math.min(...pending.map(({ at }) => at), now + Math.ceil(due));
      expect(next).toBeGreaterThanOrEqual(now);
      now = next;
      settleUntil(now);
      due = quotaDue(quota, cost * perMinute, now);
    }
    const reservation = reserve(quota, cost * perMinute, now);
    const of = now + delay;
    seen.push({ at: of, change: cost * perMinute, admission: true, of });
    const at = of + settleAfter;
    pending.push({
      at,
      run: () => {
        settle(quota, reservation, real * cost * perMinute, at);
        seen.push({ at, change: (real - 1) * cost * perMinute, admission: false, of });
      },
    });
  }
  // Stable: what happens in one moment keeps its order.
  return seen.sort((a, b) => a.at - b.at);
}

/** Sum of what counts since `from`, as known at the entry `index`. */
function since(entries: readonly Entry[], index: number, from: number): number {
  return entries
    .slice(0, index + 1)
    .filter(({ at, change, of }) => (change < 0 ? of : at) > from)
    .reduce((sum, { change }) => sum + change, 0);
}

function checkMinutes(entries: readonly Entry[], perMinute: number, phase: number): void {
  const limit = perMinute * (1 + 1e-9);
  entries.forEach(({ at, admission }, index) => {
    if (!admission) return;
    expect(since(entries, index, at - MINUTE)).toBeLessThanOrEqual(limit);
    const minute = Math.floor((at - phase) / MINUTE) * MINUTE + phase;
    expect(since(entries, index, minute - 1e-6)).toBeLessThanOrEqual(limit);
  });
}

/** A bucket of one minute's worth that fills all the time: an admission must find what it takes. */
function checkBucket(entries: readonly Entry[], perMinute: number): void {
  let level = perMinute;
  let before = 0;
  for (const { at, change, admission } of entries) {
    level = Math.min(perMinute, level + ((at - before) * perMinute) / MINUTE);
    before = at;
    level = Math.min(perMinute, level - change);
    if (admission) expect(level).toBeGreaterThanOrEqual(-perMinute * 1e-9);
  }
}

const rates = fc.constantFrom(1, 7, 60, 12_345.6, 1e9);

describe("a known quota, whatever is sent, is never exceeded", () => {
  it("in any sliding or calendar minute, nor as a bucket, with refunds and a way that varies by 50 ms", () => {
    fc.assert(
      fc.property(rates, plans(1, 50), fc.nat(MINUTE), (perMinute, planned, phase) => {
        const entries = drive(perMinute, planned);
        checkMinutes(entries, perMinute, phase);
        checkBucket(entries, perMinute);
      }),
      { numRuns: 300 },
    );
  });

  it("with answers that cost up to fifteen times what was reserved", () => {
    fc.assert(
      fc.property(rates, plans(15, 0), fc.nat(MINUTE), (perMinute, planned, phase) => {
        const entries = drive(perMinute, planned);
        checkMinutes(entries, perMinute, phase);
        checkBucket(entries, perMinute);
      }),
      { numRuns: 300 },
    );
  });

  it("in any 24 hours, for a day's quota", () => {
    const gaps = fc.oneof(fc.constant(0), fc.nat(2 * HOUR), fc.integer({ min: 22 * HOUR, max: 25 * HOUR }));
    const costs = fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 100 }));
    const spendings = fc.array(fc.tuple(gaps, costs, fc.constantFrom(0, 50, 100, 100)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(spendings, (planned) => {
        const quota = createDayQuota(100);
        const spent: { at: number; real: number }[] = [];
        let now = 0;
        for (const [gap, cost, share] of planned) {
          now += gap;
          const due = dayDue(quota, cost, now);
          expect(due).toBeLessThanOrEqual(25 * HOUR);
          now += due;
          expect(dayDue(quota, cost, now)).toBe(0);
          spend(quota, cost, now);
          const real = Math.floor((cost * share) / 100);
          spend(quota, real - cost, now);
          spent.push({ at: now, real });
          const day = spent.filter(({ at }) => at > now - DAY).reduce((sum, each) => sum + each.real, 0);
          expect(day - real + cost).toBeLessThanOrEqual(100);
          expect(quota.hours.size).toBeLessThanOrEqual(26);
        }
      }),
      { numRuns: 300 },
    );
  });
});
