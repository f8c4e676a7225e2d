import { describe, expect, it } from "vitest";
import { granted, NO_RATE, type Rate, rateDue } from "../../src/flow/rate.js";
import { noted, type RateStep, refusedBy } from "../../src/flow/rate-lesson.js";
import { seeded } from "../../src/simulator/index.js";

const none = (): number => 0;
const send = (rate: Rate, count: number, at: number): Rate =>
  Array.from({ length: count }).reduce<Rate>((state) => granted(state, 1, at, 0), rate);
/** One more goes, and is refused. */
const refuse = (rate: Rate, at: number) => refusedBy(granted(rate, 1, at, 0), { cost: 1, at }, at + 50, none);

const perMinute = ({ perMs }: Rate): number => Math.round(perMs * 60_000);
const held = (perSecond: number): Rate => ({
  ...FIRST.rate,
  perMs: perSecond / 1000,
  estimate: perSecond / 1000,
  phase: "hold",
});
const FIRST = refuse(send(NO_RATE, 10, 0), 1000);

describe("what a refusal teaches a rate", () => {
  it("begins at one request a second where nothing is known", () => {
    expect([perMinute(FIRST.rate), FIRST.rate.phase, FIRST.reason]).toEqual([60, "search", "a quota is met"]);
    expect(rateDue(FIRST.rate, 1, 1000)).toBeCloseTo(1000);
  });

  it("is nothing when it was sent before the last lesson, but that it was not admitted", () => {
    const { rate, reason } = refusedBy(FIRST.rate, { cost: 1, at: 1000 }, 1060, none);
    expect(reason).toBe("sent before the last lesson");
    expect(rate.admitted).toBe(FIRST.rate.admitted - 1);
    expect(rate.perMs).toBe(FIRST.rate.perMs);
  });

  it("measures by what has passed since the one before", () => {
    const { rate, reason } = refuse(send(held(3), 40, 5000), 21_000);
    expect([Math.round(rate.estimate * 60_000), rate.phase, reason]).toEqual([
      120,
      "hold",
      "the quota is measured",
    ]);
    expect(rate.perMs).toBeLessThan(rate.estimate);
  });

  it("never raises the rate, and takes no more than half of it", () => {
    expect(refuse(send(held(1), 100, 5000), 6000).rate.estimate).toBe(1 / 1000);
    expect(refuse(send(held(1000), 4, 5000), 900_000).rate.estimate).toBe(0.5);
  });

  it("is a lower search where too little has passed", () => {
    const nothing = refuse(FIRST.rate, 3000);
    expect([perMinute(nothing.rate), nothing.reason]).toEqual([
      20,
      "the quota is met too soon: search lower",
    ]);
    expect(perMinute(refuse(send(FIRST.rate, 1, 2000), 3000).rate)).toBeLessThanOrEqual(36);
  });

  it("is patience where nothing has passed and the rate was measured: longer each time, then half of it", () => {
    let step: RateStep = { rate: { ...held(1), checks: [] }, reason: "" };
    const seen = [1500, 2500, 4500, 4600].map((at) => {
      step = refuse(step.rate, at);
      return [step.reason, Math.round(rateDue(step.rate, 1, at) / 1000), perMinute(step.rate)];
    });
    expect(seen.map(([reason]) => reason)).toEqual([
      ...Array.from({ length: 3 }, () => "the quota is still empty: wait"),
      "nothing for long: search anew",
    ]);
    expect(seen.map(([, seconds]) => seconds)).toEqual([2, 4, 9, expect.any(Number)]);
    expect(seen[3]?.[2]).toBeLessThan(31);
  });

  it("takes a long nothing after much for a quota that comes once a minute", () => {
    let step = refuse(send(NO_RATE, 300, 0), 9000);
    for (const at of [10_500, 13_000, 18_000]) step = refuse(step.rate, at);
    expect(step.reason).toBe("nothing for long: what passed was the minute's");
    expect(perMinute(step.rate)).toBe(300);
    expect(refuse(step.rate, 40_000)).toMatchObject({ reason: "the quota is still empty: wait" });
  });

  it("knows already what it was told of refusals that were put down to something else", () => {
    let rate = send(NO_RATE, 10, 0);
    for (const at of [1000, 11_000]) {
      rate = noted(granted(rate, 1, at, 0), { cost: 1, at }, at + 50);
      rate = send(rate, 20, at + 5000);
    }
    const { rate: learnt } = refuse(rate, 21_000);
    expect(perMinute(learnt)).toBeCloseTo(120, -1);
    expect(learnt.phase).toBe("find");
  });

  it("is over soon after a time in which nothing passed at all", () => {
    const [MINUTE, quota] = [60_000, 600];
    const closed = (now: number): boolean => now > 4 * MINUTE && now < 9 * MINUTE;
    const { passedAt } = play(quota, 100, 20 * MINUTE, closed);
    const lately = passedAt.filter((at) => at > 14 * MINUTE).length;
    expect(lately).toBeGreaterThan(0.9 * quota * 6);
  });

  it("converges to the true rate of a bucket, and then is refused seldom", () => {
    for (const [quota, depth] of [
      [4, 2],
      [60, 10],
      [500, 83],
    ] as const) {
      const { passed, refused } = play(quota, depth, 60 * 60_000);
      expect(passed / (quota * 60 + depth)).toBeGreaterThan(0.95);
      expect(refused / (passed + refused)).toBeLessThan(0.05);
    }
  });
});

/** A client that always wants more, in front of a bucket; without a network, and with an answer at once. */
function play(
  quota: number,
  depth: number,
  forMs: number,
  closed: (now: number) => boolean = () => false,
): { passed: number; refused: number; passedAt: readonly number[] } {
  const passedAt: number[] = [];
  const random = seeded(5);
  let [level, filledAt, passed, refused] = [depth, 0, 0, 0];
  let rate: Rate = NO_RATE;
  for (let now = 0; now < forMs; ) {
    const due = rateDue(rate, 1, now);
    if (due > 0) {
      now += Math.ceil(due);
      continue;
    }
    rate = granted(rate, 1, now, 1);
    level = Math.min(depth, level + ((now - filledAt) * quota) / 60_000);
    filledAt = now;
    if (level >= 1 && !closed(now)) {
      level--;
      passed++;
      passedAt.push(now);
      now += 1;
    } else {
      refused++;
      rate = refusedBy(rate, { cost: 1, at: now }, now + 50, random).rate;
      now += 50;
    }
  }
  return { passed, refused, passedAt };
}
