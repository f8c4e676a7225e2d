import { ServiceUnavailableException } from "@aws-sdk/client-bedrock-runtime";
import type { SpillwayEvents } from "spillway";
import type { SimulatorOptions } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type Bench, type BenchOptions, bench, converse, failure } from "./bench.js";

const down = (from: number, to: number): SimulatorOptions => ({
  defaults: { slots: 10, faults: [{ fault: "unableToProcess", from, to }] },
});

/** Keeps one call after the other under way until then; after a failed one it takes 2 s of breath. */
async function keepSending({ clock, client }: Bench, until: number, model?: string) {
  const count = { answered: 0, failed: 0 };
  while (clock.now() < until) {
    const answered = await client.send(converse("x", model)).then(
      () => true,
      () => false,
    );
    count[answered ? "answered" : "failed"]++;
    if (!answered) await new Promise<void>((resolve) => void clock.setTimeout(resolve, 2000));
  }
  return count;
}

async function load(under: Bench, workers: number, ms: number): Promise<number> {
  const all = Array.from({ length: workers }, () => keepSending(under, ms));
  const counts = await under.clock.run(Promise.all(all));
  return counts.reduce((sum, { failed }) => sum + failed, 0);
}

function watched(options: BenchOptions) {
  const under = bench(options);
  const changes: SpillwayEvents["breaker"][] = [];
  under.plugin.on("breaker", (change) => changes.push(change));
  return { ...under, changes };
}

describe("a region without capacity", () => {
  it("is left alone while it is down: probes find out, and every call that waits is answered", async () => {
    const under = watched({ simulator: down(20_000, 50_000) });
    const failed = await load(under, 30, 120_000);
    expect(under.changes.map(({ to }) => to)).toEqual(expect.arrayContaining(["open", "halfOpen", "closed"]));
    expect(under.changes.at(-1)?.to).toBe("closed");
    const rejected = under.simulator.report().totals.rejected.unableToProcess ?? 0;
    // Five in a row, what was in flight, and a probe per open time; not 30 callers for 30 seconds.
    expect(rejected).toBeLessThan(40);
    expect(failed).toBe(0);
    expect(under.plugin.snapshot().breakers[0]).toMatchObject({ state: "closed", trips: 0 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "does not leave the window small behind it (seed %i)",
    async (seed) => {
      const { clock, client, plugin } = bench({
        seed,
        simulator: { seed, ...down(20_000, 80_000) },
        spillway: { queue: { timeoutMs: "none" }, retry: { maxAttempts: 50 } },
      });
      let closedAt = Number.POSITIVE_INFINITY;
      let wideAt = Number.POSITIVE_INFINITY;
      plugin.on("breaker", ({ to }) => {
        closedAt = to === "closed" ? clock.now() : Number.POSITIVE_INFINITY;
      });
      plugin.on("window", ({ to }) => {
        if (to >= 8 && clock.now() >= closedAt) wideAt = Math.min(wideAt, clock.now());
      });
      await clock.run(Promise.all(Array.from({ length: 300 }, () => client.send(converse()))));
      expect(wideAt - closedAt).toBeLessThan(6000);
    },
  );

  it("refuses at once those whose time is up before a probe can come", async () => {
    const { clock, client, simulator } = bench({
      simulator: down(0, 1e9),
      spillway: { queue: { timeoutMs: 2000 }, breaker: { openMs: 10_000 }, retry: { maxAttempts: 1 } },
    });
    for (let i = 0; i < 5; i++) await clock.run(failure(client.send(converse())));
    const before = clock.now();
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ name: "SpillwayError", code: "CIRCUIT_OPEN" });
    expect(error.retryAfterMs).toBeGreaterThan(7000);
    expect(clock.now()).toBe(before);
    expect(simulator.report().totals.attempts).toBe(5);
  });

  it("with whenOpen fail refuses at once, those who wait too", async () => {
    const { clock, client } = bench({
      simulator: down(0, 1e9),
      spillway: { breaker: { whenOpen: "fail" }, window: { max: 1 }, retry: { maxAttempts: 1 } },
    });
    const sent = Array.from({ length: 8 }, () => failure(client.send(converse())));
    const errors = await clock.run(Promise.all(sent));
    expect(errors.filter((error) => error instanceof ServiceUnavailableException)).toHaveLength(5);
    expect(errors.filter((error) => error.code === "CIRCUIT_OPEN")).toHaveLength(3);
  });
});

describe("what is no outage", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "a region at its ceiling that answers 503 does not trip (seed %i)",
    async (seed) => {
      const under = watched({ seed, simulator: { seed, defaults: { slots: 10, full: "unableToProcess" } } });
      const failed = await load(under, 60, 120_000);
      expect(under.changes).toEqual([]);
      expect(failed).toBe(0);
    },
  );

  it("one busy model of several opens its own breaker, not the region's", async () => {
    const under = watched({
      simulator: { models: { "busy.*": { faults: [{ fault: "tooManyConnections", from: 5000 }] } } },
      spillway: { queue: { timeoutMs: 20_000 } },
    });
    const models = [undefined, undefined, undefined, "busy.model", "busy.model", "busy.model"];
    await under.clock.run(Promise.all(models.map((model) => keepSending(under, 60_000, model))));
    expect(under.changes.length).toBeGreaterThan(0);
    expect(new Set(under.changes.map(({ model }) => model))).toEqual(new Set(["busy.model"]));
    expect(under.plugin.snapshot().lanes[0]?.counters).toMatchObject({ unavailable: 0 });
  });
});
