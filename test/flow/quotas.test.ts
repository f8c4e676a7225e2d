import { describe, expect, it } from "vitest";
import { LaneQuotas } from "../../src/flow/quotas.js";
import { seeded } from "../../src/simulator/index.js";

const UNKNOWN = { requestsPerMinute: undefined, tokensPerMinute: undefined, tokensPerDay: undefined };
const HOUR = 3_600_000;

describe("a lane's quotas", () => {
  it("hold nothing back and tell nothing while none is known", () => {
    const quotas = new LaneQuotas(UNKNOWN, seeded(1));
    quotas.settle(
      quotas.take(() => 1e12, 0),
      1e12,
      0,
    );
    expect(quotas.due(() => 1e12, 0)).toEqual({ minuteMs: 0, dayMs: 0 });
    expect(quotas.countsTokens).toBe(false);
    expect(quotas.state(0)).toEqual({});
  });

  it("count tokens only where a quota of tokens is known", () => {
    expect(new LaneQuotas({ ...UNKNOWN, requestsPerMinute: 1 }, seeded(1)).countsTokens).toBe(false);
    expect(new LaneQuotas({ ...UNKNOWN, tokensPerMinute: 1 }, seeded(1)).countsTokens).toBe(true);
    expect(new LaneQuotas({ ...UNKNOWN, tokensPerDay: 1 }, seeded(1)).countsTokens).toBe(true);
  });

  it("are due when the scarcest of the two per minute is", () => {
    const quotas = new LaneQuotas(
      { requestsPerMinute: 60, tokensPerMinute: 6000, tokensPerDay: undefined },
      seeded(1),
    );
    quotas.take(() => 10, 0);
    expect(quotas.due(() => 10, 0).minuteMs).toBeCloseTo(60_050 / 60);
    expect(quotas.due(() => 1000, 0).minuteMs).toBeCloseTo(60_050 / 6);
    expect(quotas.due(() => 6001, 0)).toEqual({ minuteMs: Number.POSITIVE_INFINITY, dayMs: 0 });
  });

  it("keep the estimate where nobody says what was used, else replace it everywhere", () => {
    const quotas = new LaneQuotas({ ...UNKNOWN, tokensPerMinute: 1000, tokensPerDay: 5000 }, seeded(1));
    const first = quotas.take(() => 800, 0);
    quotas.settle(first, undefined, 100);
    expect(quotas.state(100)).toMatchObject({ tokensLastMinute: 800, tokensLastDay: 800 });
    quotas.settle(first, 50, 100);
    expect(quotas.state(100)).toMatchObject({ tokensLastMinute: 50, tokensLastDay: 50 });
  });

  it("do not give a request back, whatever came of it", () => {
    const quotas = new LaneQuotas({ ...UNKNOWN, requestsPerMinute: 10 }, seeded(1));
    quotas.settle(
      quotas.take(() => 0, 0),
      0,
      10,
    );
    expect(quotas.state(10)).toEqual({ requestsPerMinute: 10, requestsLastMinute: 1 });
  });

  it("tell of the last minute and day only, however long nobody called", () => {
    const quotas = new LaneQuotas(
      { requestsPerMinute: 10, tokensPerMinute: 100, tokensPerDay: 1000 },
      seeded(1),
    );
    quotas.take(() => 70, 0);
    expect(quotas.state(30 * HOUR)).toEqual({
      requestsPerMinute: 10,
      requestsLastMinute: 0,
      tokensPerMinute: 100,
      tokensLastMinute: 0,
      tokensPerDay: 1000,
      tokensLastDay: 0,
    });
  });
});
