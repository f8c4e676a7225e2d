import { type SpillwayOptions, withCall } from "spillway";
import { describe, expect, it } from "vitest";
import { type BenchOptions, bench, converse, failure, MODEL } from "../integration/bench.js";

const REGIONS = ["us-east-1", "us-west-2"];

describe("a lane that is forgotten between a waiter's leaving and the tick that tells of it", () => {
  const made = () =>
    bench({
      simulator: { regions: REGIONS, defaults: { service: { meanMs: 1000, sigma: 0 } } },
      spillway: {
        lanes: { limit: 10 },
        regions: REGIONS,
        quota: { requestsPerMinute: 1 },
        queue: { timeoutMs: 600_000 },
      },
    });

  it("does not come back beside the one that has taken its name", async () => {
    const { clock, client, plugin, simulator } = made();
    const begun = [client.send(converse()), client.send(converse())];
    await clock.advance(6000);
    const controller = new AbortController();
    const waits = failure(client.send(converse(), { abortSignal: controller.signal }));
    await clock.advance(3000);
    controller.abort();
    plugin.update({ lanes: { limit: 1 } });
    expect((await clock.run(waits)).name).toBe("AbortError");
    plugin.update({
      lanes: { limit: 10 },
      quota: { requestsPerMinute: null },
      window: { max: 1, initial: 1 },
    });
    const calls = [1, 2].map(() => client.send(converse()));
    await clock.advance(100);
    plugin.update({ lanes: { limit: 1 } });
    plugin.update({ lanes: { limit: 10 } });
    calls.push(...[1, 2, 3].map(() => client.send(converse())));
    await clock.advance(100);
    const names = plugin.snapshot().lanes.map(({ region }) => region);
    expect(new Set(names).size).toBe(names.length);
    for (const lane of plugin.snapshot().lanes) expect(lane.inFlight).toBeLessThanOrEqual(1);
    await clock.run(Promise.all([...begun, ...calls]));
    expect(simulator.report().totals.inFlight).toBe(0);
  });
});

describe("a call that looks at more places than lanes are kept", () => {
  it.each([1, 2, 3])("gets what the service says, with lanes.limit %d", async (limit) => {
    const regions = ["us-east-1", "us-west-2", "us-east-2", "eu-west-1"];
    const overloaded = { faults: [{ fault: "overloaded" as const, first: 3 }] };
    const { clock, client } = bench({
      simulator: {
        regions,
        models: {
          "us-east-1/*": { faults: [{ fault: "onDemandUnsupported" }] },
          "us-west-2/*": overloaded,
          "us-east-2/*": overloaded,
          "eu-west-1/*": overloaded,
        },
      },
      spillway: { lanes: { limit }, regions, retry: { maxAttempts: 6 } },
    });
    const outcome = await clock.run(Promise.allSettled([client.send(converse())]));
    const [{ status } = { status: "" }] = outcome;
    const name = outcome[0]?.status === "rejected" ? String(outcome[0].reason.name) : "";
    expect(status === "fulfilled" || /Exception$/.test(name) || name === "Unknown").toBe(true);
  });
});

describe("a call whose other places vanish while it is to be repeated", () => {
  it("ends with what it was told last", async () => {
    const { clock, client, plugin, simulator } = bench({
      simulator: {
        regions: REGIONS,
        models: { "us-east-1/*": { faults: [{ fault: "overloaded", first: 1 }] } },
      },
      spillway: { regions: REGIONS },
    });
    await clock.run(client.send(converse()));
    await clock.advance(60_000);
    simulator.configure({ models: { "us-east-1/*": { faults: [{ fault: "onDemandUnsupported" }] } } });
    plugin.on("retry", () => plugin.update({ regions: ["us-east-1"], residency: ["us-east-1"] }));
    const error = await clock.run(failure(client.send(converse())));
    expect(error.name).toBe("ValidationException");
    await clock.run(plugin.drain());
  });
});

describe("a call with a deadline", () => {
  const half: SpillwayOptions = { window: { initial: 10 }, retry: { maxAttempts: 1 } };
  const options: BenchOptions = {
    simulator: { defaults: { service: { meanMs: 500, sigma: 0 } } },
    spillway: half,
  };

  it("waits for a probe that is under way, if its answer may come in time", async () => {
    const { clock, client, plugin, simulator } = bench(options);
    await clock.run(client.send(converse()));
    simulator.configure({ defaults: { faults: [{ fault: "unexpectedError" }] } });
    await clock.advance(5000);
    const open = (): boolean => plugin.snapshot().breakers.some(({ state }) => state === "open");
    for (let i = 0; i < 60 && !open(); i++) {
      await clock.run(failure(client.send(converse())));
      await clock.advance(100);
    }
    expect(open()).toBe(true);
    simulator.configure({ defaults: { faults: [] } });
    await clock.advance(2000);
    const probe = client.send(converse("probe", MODEL));
    await clock.advance(50);
    const call = client.send(withCall(converse(), { deadlineMs: 2000 }));
    await clock.run(Promise.all([probe, call]));
  });
});
