import { BedrockRuntimeClient, type ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { type Spillway, SpillwayError, type SpillwayOptions, withSpillway } from "spillway";
import { describe, expect, it } from "vitest";
import { bench, CREDENTIALS, converse, failure, MODEL } from "./bench.js";

describe("one instance", () => {
  it("on several clients shares its lanes between them", async () => {
    const { clock, client, simulator, plugin } = bench();
    const other = withSpillway(
      new BedrockRuntimeClient({
        region: "us-east-1",
        credentials: CREDENTIALS,
        requestHandler: simulator.handler(),
      }),
      plugin,
    );
    await clock.run(Promise.all([client.send(converse()), other.send(converse())]));
    expect(plugin.snapshot().lanes).toHaveLength(1);
    expect(plugin.snapshot().lanes[0]?.counters).toMatchObject({ attempts: 2, served: 2 });
  });

  it("added twice acts once, added by either way", async () => {
    const { clock, client, plugin, simulator } = bench({
      simulator: { defaults: { faults: [{ fault: "tooManyRequests" }] } },
    });
    client.middlewareStack.use(plugin);
    withSpillway(client, plugin);
    await clock.run(failure(client.send(converse())));
    expect(simulator.report().totals.attempts).toBe(5);
    expect(plugin.snapshot().lanes[0]?.counters.attempts).toBe(5);
  });

  it("keeps lanes of models and regions apart", async () => {
    const { clock, client, simulator, plugin } = bench({
      simulator: { regions: ["us-east-1", "eu-west-1"] },
    });
    const europe = new BedrockRuntimeClient({
      region: "eu-west-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    });
    europe.middlewareStack.use(plugin);
    const lite = converse("a", "amazon.nova-lite-v1:0");
    await clock.run(Promise.all([client.send(converse()), client.send(lite), europe.send(lite)]));
    const names = plugin.snapshot().lanes.map(({ region, model }) => `${region} ${model}`);
    expect(names.sort()).toEqual([
      "eu-west-1 amazon.nova-lite-v1:0",
      "us-east-1 amazon.nova-lite-v1:0",
      `us-east-1 ${MODEL}`,
    ]);
  });

  it.each([false, true])(
    "serves one command sent many times (cacheMiddleware %s)",
    async (cacheMiddleware) => {
      const { clock, client, plugin } = bench({
        client: { cacheMiddleware },
        simulator: { defaults: { slots: 3 } },
      });
      const command: ConverseCommand = converse();
      const answers = await clock.run(Promise.all(Array.from({ length: 50 }, () => client.send(command))));
      expect(answers.every(({ output }) => output?.message !== undefined)).toBe(true);
      expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, queued: 0 });
    },
  );

  it("gives a snapshot that survives JSON", async () => {
    const { clock, client, plugin } = bench({ spillway: { quota: { requestsPerMinute: 600 } } });
    await clock.run(client.send(converse()));
    const snapshot = plugin.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot).toMatchObject({
      version: 1,
      lanes: [
        {
          region: "us-east-1",
          model: MODEL,
          window: 4,
          inFlight: 0,
          queued: 0,
          quotas: { requestsPerMinute: 600, requestsLastMinute: 1 },
          counters: { attempts: 1, served: 1 },
        },
      ],
      breakers: [{ service: "BedrockRuntime", region: "us-east-1", state: "closed" }],
    });
  });

  it("tells its decisions, and a listener that throws hurts nobody", async () => {
    const { clock, client, plugin } = bench({
      simulator: { defaults: { faults: [{ fault: "tooManyRequests", first: 1 }] } },
    });
    const told: string[] = [];
    plugin.on("attempt", () => {
      throw new Error("listener");
    });
    plugin.on("attempt", ({ outcome, attempt }) => told.push(`${attempt} ${outcome}`));
    const stop = plugin.on("retry", ({ outcome }) => told.push(`retry ${outcome}`));
    await clock.run(client.send(converse()));
    stop();
    expect(told).toEqual(["1 quota.requests", "retry quota.requests", "2 success"]);
  });
});

describe("a snapshot of an instance that goes on as another one", () => {
  const restored = (plugin: Spillway, spillway: SpillwayOptions = {}) =>
    bench({ spillway: { ...spillway, restore: JSON.parse(JSON.stringify(plugin.snapshot())) } });

  it("tells of a region that is held open where nothing has been called yet, and holds it open there", async () => {
    const { plugin } = bench();
    plugin.forceOpen("us-east-1");
    plugin.forceOpen("us-east-1");
    const told = { service: "*", region: "us-east-1", state: "open", failures: 0, trips: 0, forced: true };
    expect(plugin.snapshot().breakers).toMatchObject([told]);
    const second = restored(plugin);
    expect(second.plugin.snapshot().breakers).toMatchObject([told]);
    const third = restored(second.plugin);
    expect(await third.clock.run(failure(third.client.send(converse())))).toMatchObject({
      code: "CIRCUIT_OPEN",
    });
    expect(third.plugin.snapshot().breakers).toMatchObject([{ ...told, service: "BedrockRuntime" }]);
    third.plugin.forceClose("us-east-1");
    await third.clock.run(third.client.send(converse()));
    expect(third.plugin.snapshot().breakers).toMatchObject([{ state: "closed" }]);
  });

  it("holds a region open for services that it has not seen, too", async () => {
    const first = bench();
    await first.clock.run(first.client.send(converse()));
    first.plugin.forceOpen("us-east-1");
    expect(first.plugin.snapshot().breakers).toMatchObject([{ service: "BedrockRuntime", forced: true }]);
    const { plugin, clock, simulator } = restored(first.plugin);
    const s3 = new S3Client({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    });
    s3.middlewareStack.use(plugin);
    expect(await clock.run(failure(s3.send(new ListBucketsCommand({}))))).toMatchObject({
      code: "CIRCUIT_OPEN",
    });
  });

  it("is never refused, whatever its clients call their regions", async () => {
    const { plugin, clock, simulator } = bench();
    const odd = (region: string) =>
      new BedrockRuntimeClient({
        region,
        credentials: CREDENTIALS,
        endpoint: "https://localhost",
        requestHandler: simulator.handler(),
      });
    const bare = new BedrockRuntimeClient({
      region: "local",
      token: { token: "t" },
      authSchemePreference: ["httpBearerAuth"],
      endpoint: "https://localhost",
      requestHandler: simulator.handler(),
    });
    for (const client of [odd("local"), odd("mars-1"), bare]) {
      client.middlewareStack.use(plugin);
      await clock.run(client.send(converse()).catch(() => undefined));
    }
    expect(plugin.snapshot().breakers.map(({ region }) => region)).toEqual(["local", "mars-1", "unknown"]);
    expect(() => restored(plugin)).not.toThrow();
  });
});

describe("the end of an instance", () => {
  const busy = () => {
    const under = bench({ spillway: { window: { max: 1 } } });
    const calls = [under.client.send(converse()), under.client.send(converse())].map((call) =>
      call.then(
        () => "answered",
        (error: unknown) => (error instanceof SpillwayError ? error.code : String(error)),
      ),
    );
    return { ...under, calls };
  };

  it("drain() refuses new calls and waits for all that had begun", async () => {
    const { clock, client, plugin, calls } = busy();
    await clock.advance(100);
    const drained = plugin.drain();
    expect(await clock.run(failure(client.send(converse())))).toMatchObject({ code: "CLOSED" });
    await clock.run(drained);
    expect(await Promise.all(calls)).toEqual(["answered", "answered"]);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });

  it("close() refuses those who wait at once; what is in flight is answered", async () => {
    const { clock, plugin, calls } = busy();
    await clock.advance(100);
    plugin.close();
    plugin.close();
    expect(await calls[1]).toBe("CLOSED");
    expect(await clock.run(calls[0] as Promise<string>)).toBe("answered");
  });

  it("close() ends the delay between two attempts", async () => {
    const { clock, client, plugin } = bench({
      spillway: { retry: { baseMs: 30_000 } },
      simulator: { defaults: { faults: [{ fault: "tooManyRequests" }] } },
    });
    const call = failure(client.send(converse()));
    await clock.advance(100);
    plugin.close();
    expect(await call).toMatchObject({ code: "CLOSED" });
  });

  it("`await using` drains", async () => {
    const { clock, client, plugin } = bench();
    const call = client.send(converse());
    await clock.advance(10);
    await clock.run(plugin[Symbol.asyncDispose]());
    expect((await call).output?.message).toBeDefined();
  });
});

describe("what can't work is refused at once", () => {
  it("a region that is not the client's own, at its first call", async () => {
    const { clock, client } = bench({ spillway: { regions: ["eu-west-1"] } });
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "INVALID_SETTING" });
    expect(error.message).toMatch(/eu-west-1.*us-east-1/);
  });
});
