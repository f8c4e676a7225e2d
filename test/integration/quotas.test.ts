import { describe, expect, it } from "vitest";
import { bench, converse, failure } from "./bench.js";

const unlimited = { slots: 1000, networkJitterMs: 30 };

describe("a known quota of requests", () => {
  it.each(["continuous", "minute", "sliding"] as const)("is never exceeded (refill %s)", async (refill) => {
    const requests = { perMinute: 120, refill, ...(refill === "continuous" && { burst: 2 }) };
    const { clock, client, simulator } = bench({
      simulator: { defaults: { ...unlimited, requests } },
      spillway: { quota: { requestsPerMinute: 120 }, queue: { timeoutMs: "none" } },
    });
    await clock.run(Promise.all(Array.from({ length: 400 }, () => client.send(converse()))));
    const { served, attempts } = simulator.report().totals;
    expect({ served, attempts }).toEqual({ served: 400, attempts: 400 });
    // 400 requests at 120 a minute take 200 s; a controller that dawdles takes longer.
    expect(clock.now()).toBeLessThan(210_000);
  });
});

describe("a known quota of tokens", () => {
  it("counts input and max tokens at the start, and what was really used at the end", async () => {
    const { clock, client, simulator } = bench({
      simulator: { defaults: { ...unlimited, tokens: { perMinute: 10_000 }, outputMultiplier: 5 } },
      spillway: { quota: { tokensPerMinute: 10_000 }, queue: { timeoutMs: "none" } },
    });
    await clock.run(Promise.all(Array.from({ length: 60 }, () => client.send(converse()))));
    expect(simulator.report().totals).toMatchObject({ served: 60, attempts: 60 });
  });

  it("is used up by a model whose output counts several times", async () => {
    const haiku = { ...unlimited, tokens: { perMinute: 60_000 }, outputMultiplier: 5 };
    const { clock, client, simulator } = bench({
      simulator: { defaults: haiku },
      spillway: { quota: { requestsPerMinute: 120, tokensPerMinute: 60_000 }, queue: { timeoutMs: "none" } },
    });
    const calls = Array.from({ length: 600 }, () => client.send(converse()));
    await clock.advance(300_000);
    const { attempts, served, inputTokens, outputTokens } = simulator.report().totals;
    expect(attempts - served).toBeLessThan(10);
    // Five minutes of 60,000 tokens; what is under way is reserved and not yet used.
    expect(inputTokens + 5 * outputTokens).toBeGreaterThan(0.5 * 300_000);
    await clock.run(Promise.all(calls));
    expect(simulator.report().totals.rejected).toEqual({});
  });

  it("refuses at once what can never fit, with the figures", async () => {
    const { clock, client, simulator } = bench({ spillway: { quota: { tokensPerMinute: 100 } } });
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ name: "SpillwayError", code: "QUOTA_EXHAUSTED" });
    expect(error.message).toMatch(/reserves 20\d tokens.*quota\.tokensPerMinute/);
    expect(simulator.report().totals.attempts).toBe(0);
  });

  it("of a day that is spent is said at once, with the time until the next tokens", async () => {
    const { clock, client } = bench({ spillway: { quota: { tokensPerDay: 300 } } });
    await clock.run(client.send(converse()));
    const results = await clock.run(Promise.allSettled([1, 2, 3].map(() => client.send(converse()))));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) {
      expect(error).toMatchObject({ code: "QUOTA_EXHAUSTED" });
      expect(error.retryAfterMs).toBeGreaterThan(23 * 3_600_000);
    }
  });
});
