import { describe, expect, it } from "vitest";
import { bench, converse, failure, stubborn } from "./bench.js";

const throttled = { defaults: { faults: [{ fault: "tooManyRequests" as const, first: 2 }] } };
const crowded = { defaults: { slots: 5 } };

describe("mode observe", () => {
  it("holds nothing back, and counts what the service sees", async () => {
    const { clock, client, simulator, plugin } = bench({
      spillway: { mode: "observe" },
      simulator: crowded,
      client: { maxAttempts: 1 },
    });
    const sent = Array.from({ length: 50 }, () => client.send(converse()));
    const results = await clock.run(Promise.allSettled(sent));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(simulator.report().totals.attempts).toBe(50);
    const { counters, inFlight, window } = plugin.snapshot().lanes[0] ?? {};
    expect(counters).toMatchObject({ attempts: 50, served: 5, throttled: 45 });
    expect(inFlight).toBe(0);
    expect(window).toBeLessThan(50);
  });

  it("leaves retries to the SDK, each attempt counted", async () => {
    const { clock, client, simulator, plugin } = bench({
      spillway: { mode: "observe" },
      simulator: throttled,
      client: { retryStrategy: stubborn(5) },
    });
    const { $metadata } = await clock.run(client.send(converse()));
    expect($metadata.attempts).toBe(3);
    expect(simulator.report().totals.attempts).toBe(3);
    expect(plugin.snapshot().lanes[0]?.counters).toMatchObject({ attempts: 3, throttled: 2, served: 1 });
  });

  it("throws what the SDK would have thrown", async () => {
    const fault = { defaults: { faults: [{ fault: "validation" as const }] } };
    const { clock, client } = bench({ spillway: { mode: "observe" }, simulator: fault });
    expect(await clock.run(failure(client.send(converse())))).toMatchObject({ name: "ValidationException" });
  });
});

describe("mode off", () => {
  it("is as if it were not there", async () => {
    const { clock, client, simulator, plugin } = bench({
      spillway: { mode: "off" },
      simulator: throttled,
      client: { retryStrategy: stubborn(5) },
    });
    const { $metadata } = await clock.run(client.send(converse()));
    expect($metadata.attempts).toBe(3);
    expect(simulator.report().totals.attempts).toBe(3);
    expect(plugin.snapshot()).toEqual({ version: 1, lanes: [], breakers: [] });
  });
});
