import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulator, type ModelSettings, type Quota, VirtualClock } from "../../src/simulator/index.js";
import { allowance, dailyAllowance } from "../../src/simulator/quota.js";
import { clientOf, converse } from "./helpers.js";

const WALL = Date.UTC(2026, 0, 1, 0, 0, 12);

/** Requests that wait so long after the one before and want so much; what was taken, and when. */
const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 40 })), {
  maxLength: 120,
});

function taken(quota: Quota, row: readonly (readonly [number, number])[]): { at: number; amount: number }[] {
  const bucket = allowance(quota, WALL);
  let now = 0;
  return row.flatMap(([wait, amount]) => {
    now += wait;
    if (!bucket.fits(amount, now)) return [];
    bucket.take(amount, now);
    return [{ at: now, amount }];
  });
}

const sum = (list: readonly { amount: number }[]): number =>
  list.reduce((total, each) => total + each.amount, 0);

describe("a quota admits never more than it has", () => {
  it("in any window, when it fills all the time", () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 120 }), (row, burst) => {
        const list = taken({ perMinute: 120, burst }, row);
        list.forEach((from, i) => {
          for (let j = i; j < list.length; j++) {
            const span = (list[j]?.at ?? 0) - from.at;
            expect(sum(list.slice(i, j + 1))).toBeLessThanOrEqual(burst + span * (120 / 60_000) + 1e-6);
          }
        });
      }),
    );
  });

  it("in any minute of the calendar", () => {
    fc.assert(
      fc.property(arrivals, (row) => {
        const minutes = group(taken({ perMinute: 60, refill: "minute" }, row), ({ at }) =>
          Math.floor((WALL + at) / 60_000),
        );
        for (const list of minutes.values()) expect(sum(list)).toBeLessThanOrEqual(60);
      }),
    );
  });

  it("within any 60 s, when it slides", () => {
    fc.assert(
      fc.property(arrivals, (row) => {
        const list = taken({ perMinute: 60, refill: "sliding" }, row);
        for (const { at } of list) {
          expect(sum(list.filter((each) => each.at > at - 60_000 && each.at <= at))).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});

function group<T>(list: readonly T[], key: (each: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const each of list) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return groups;
}

describe("settlement", () => {
  it.each(["continuous", "minute", "sliding"] as const)("gives back and debits late (%s)", (refill) => {
    const bucket = allowance({ perMinute: 1000, refill }, 0);
    const big = bucket.take(900, 0);
    expect(bucket.fits(200, 0)).toBe(false);
    bucket.settle(big, 100, 0);
    expect(bucket.fits(900, 0)).toBe(true);
    const small = bucket.take(100, 0);
    bucket.settle(small, 1000, 0);
    expect(bucket.fits(1, 0)).toBe(false);
  });

  it("can owe more than there is, and pays it off", () => {
    const bucket = allowance({ perMinute: 600 }, 0);
    bucket.settle(bucket.take(600, 0), 900, 0);
    expect(bucket.fits(1, 30_000)).toBe(false);
    expect(bucket.fits(1, 30_100)).toBe(true);
  });

  it("of a former period gives nothing to this one", () => {
    const minute = allowance({ perMinute: 100, refill: "minute" }, 0);
    const old = minute.take(100, 59_000);
    minute.settle(old, 0, 61_000);
    expect(minute.fits(101, 61_000)).toBe(false);
    expect(minute.fits(100, 61_000)).toBe(true);
    const day = dailyAllowance(100, WALL);
    day.take(100, 0);
    expect(day.fits(1, 80_000_000)).toBe(false);
    expect(day.fits(100, 86_400_000)).toBe(true);
  });
});

describe("a quota answers in its own words", () => {
  async function rejected(settings: ModelSettings, count: number, maxTokens: number) {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { slots: 1000, ...settings } });
    const client = clientOf({ requestHandler: simulator.handler() });
    await clock.run(() =>
      Promise.allSettled(Array.from({ length: count }, () => client.send(converse(undefined, maxTokens)))),
    );
    return simulator.report().totals.rejected;
  }

  it.each([
    [{ requests: { perMinute: 60, burst: 10 } }, { tooManyRequests: 20 }],
    [{ requests: { perMinute: 12, refill: "minute" } }, { tooManyRequests: 18 }],
    [{ requests: { perMinute: 12, refill: "sliding" } }, { tooManyRequests: 18 }],
    [{ tokens: { perMinute: 106 * 7 } }, { tooManyTokens: 23 }],
    [{ requests: { perMinute: 60, burst: 10, wording: "rateExceeded" } }, { rateExceeded: 20 }],
    [{ tokens: { perMinute: 106 * 7, wording: "rateExceeded" } }, { rateExceeded: 23 }],
    [{ tokensPerDay: 106 * 4 }, { tooManyTokensPerDay: 26 }],
    [{ slots: 3, full: "unableToProcess" }, { unableToProcess: 27 }],
  ] as const)("%j", async (settings, expected) => {
    expect(await rejected(settings, 30, 100)).toEqual(expected);
  });

  it("counts output tokens as often as the model says", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({
      clock,
      defaults: {
        tokens: { perMinute: 1000, refill: "minute" },
        outputMultiplier: 5,
        output: { meanTokens: 150, sigma: 0 },
      },
    });
    const client = clientOf({ requestHandler: simulator.handler() });
    const send = (): Promise<string> =>
      clock.run(() =>
        client.send(converse(undefined, 200)).then(
          () => "ok",
          (error: Error) => error.message,
        ),
      );
    // Reserved 206, settled at 6 + 5 * 150 = 756: what is left is 244.
    expect([await send(), await send(), await send()]).toEqual([
      "ok",
      "ok",
      expect.stringMatching(/Too many tokens/),
    ]);
    simulator.configure({ defaults: { tokens: { perMinute: Number.POSITIVE_INFINITY } } });
    expect(await send()).toBe("ok");
  });
});
