import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { SpillwayError, type UpdateOptions } from "spillway";
import { describe, expect, it } from "vitest";
import { type Bench, bench, CREDENTIALS, converse, failure, MODEL } from "./bench.js";

/** Every answer takes one second. */
const STEADY = { defaults: { slots: 100, service: { meanMs: 1000, sigma: 0 }, networkMs: 0 } } as const;

const send = ({ client }: Bench, count: number, model = MODEL): Promise<string>[] =>
  Array.from({ length: count }, () =>
    client.send(converse("a", model)).then(
      () => "served",
      (error: Error) => (error instanceof SpillwayError ? error.code : error.name),
    ),
  );

const lane = ({ plugin }: Bench, at = 0) => plugin.snapshot().lanes[at];

describe("an update of the window", () => {
  it("lets those who wait go at once where it is wider, and waits for those in flight where it is smaller", async () => {
    const under = bench({ simulator: STEADY, spillway: { window: { initial: 2, max: 2 } } });
    const windows: unknown[] = [];
    under.plugin.on("window", ({ from, to, reason }) => windows.push([from, to, reason]));
    const calls = send(under, 12);
    await under.clock.advance(10);
    expect(lane(under)).toMatchObject({ inFlight: 2, queued: 10 });
    under.plugin.update({ window: { initial: 6, min: 6, max: 6 } });
    await under.clock.advance(0);
    expect(lane(under)).toMatchObject({ inFlight: 6, queued: 6, window: 6 });
    under.plugin.update({ window: { initial: 1, min: 1, max: 1 } });
    expect(lane(under)).toMatchObject({ inFlight: 6, queued: 6, window: 1 });
    await under.clock.advance(1010);
    expect(lane(under)).toMatchObject({ inFlight: 1, queued: 5 });
    expect(new Set(await under.clock.run(Promise.all(calls)))).toEqual(new Set(["served"]));
    expect(windows.slice(0, 2)).toEqual([
      [2, 6, "the settings changed"],
      [6, 1, "the settings changed"],
    ]);
  });

  it.each([
    ["adaptive", "textbook"],
    ["textbook", "adaptive"],
  ] as const)(
    "from the law %s to %s begins with the window and the round trip that there are",
    async (law, other) => {
      const under = bench({ simulator: STEADY, spillway: { window: { law } } });
      await under.clock.run(Promise.all(send(under, 30)));
      const { window, roundTripMs } = lane(under) ?? {};
      expect(window).toBeGreaterThan(4);
      under.plugin.update({ window: { law: other } });
      expect(lane(under)).toMatchObject({ window, roundTripMs });
      await under.clock.run(Promise.all(send(under, 30)));
      expect(lane(under)?.counters.served).toBe(60);
    },
  );

  it("of one model by its rules, laid anew over the others", async () => {
    const under = bench({ simulator: STEADY, spillway: { models: { "a.*": { window: { max: 2 } } } } });
    await under.clock.run(Promise.all([...send(under, 1, "a.x"), ...send(under, 1, "b.x")]));
    under.plugin.update({ models: { "b.*": { window: { max: 1 } } }, window: { max: 50 } });
    const calls = [...send(under, 9, "a.x"), ...send(under, 9, "b.x")];
    await under.clock.advance(500);
    expect([lane(under, 0)?.inFlight, lane(under, 1)?.inFlight]).toEqual([2, 1]);
    await under.clock.run(Promise.all(calls));
    expect(lane(under, 0)?.window).toBeGreaterThan(2);
    expect(lane(under, 1)?.window).toBe(1);
  });
});

describe("an update of quotas", () => {
  it("paces what comes after it, and lets all go at once that it holds back no more", async () => {
    const under = bench({ simulator: STEADY, spillway: { window: { law: "textbook", initial: 50 } } });
    await under.clock.run(Promise.all(send(under, 20)));
    under.plugin.update({ quota: { requestsPerMinute: 60 } });
    const calls = send(under, 10);
    await under.clock.advance(3500);
    expect(lane(under)?.counters.attempts).toBe(24);
    expect(lane(under)?.quotas).toMatchObject({ requestsPerMinute: 60, requestsLastMinute: 4 });
    under.plugin.update({ quota: { requestsPerMinute: null } });
    await under.clock.advance(0);
    expect(lane(under)).toMatchObject({ queued: 0, quotas: {} });
    expect(await under.clock.run(Promise.all(calls))).toEqual(Array(10).fill("served"));
  });

  it("in place keeps what was taken of it within the minute", async () => {
    const under = bench({ simulator: STEADY, spillway: { quota: { requestsPerMinute: 600 } } });
    await under.clock.run(Promise.all(send(under, 20)));
    under.plugin.update({ quota: { requestsPerMinute: 20 } });
    const [late] = send(under, 1);
    await under.clock.advance(40_000);
    expect(lane(under)?.queued).toBe(1);
    expect(await under.clock.run(late as Promise<string>)).toBe("served");
    expect(under.clock.now()).toBeGreaterThan(60_000);
  });

  it("of tokens settles where it was taken, whatever was said meanwhile", async () => {
    const under = bench({
      simulator: STEADY,
      spillway: { quota: { tokensPerMinute: 1e6, tokensPerDay: 1e6 } },
    });
    const first = send(under, 3);
    await under.clock.advance(10);
    under.plugin.update({ quota: { tokensPerMinute: null, tokensPerDay: null } });
    under.plugin.update({ quota: { tokensPerMinute: 1e6, tokensPerDay: 1e6 } });
    await under.clock.run(Promise.all(first));
    expect(lane(under)?.quotas).toMatchObject({ tokensLastMinute: 0, tokensLastDay: 0 });
    await under.clock.run(Promise.all(send(under, 1)));
    expect(lane(under)?.quotas.tokensLastDay).toBeGreaterThan(0);
  });
});

describe("an update of the line", () => {
  it("that is shorter refuses only those who come, and one that is longer lets them", async () => {
    const under = bench({ simulator: STEADY, spillway: { window: { max: 1 }, queue: { limit: 5 } } });
    const calls = send(under, 6);
    await under.clock.advance(10);
    under.plugin.update({ queue: { limit: 2 } });
    const refused = send(under, 1);
    await under.clock.advance(10);
    under.plugin.update({ queue: { limit: 6 } });
    calls.push(...send(under, 1));
    expect(await under.clock.run(Promise.all(calls))).toEqual(Array(7).fill("served"));
    expect(await refused[0]).toBe("QUEUE_FULL");
  });
});

describe("an update of places", () => {
  const two = { ...STEADY, regions: ["us-east-1", "us-west-2"] };
  const regions = ["us-east-1", "us-west-2"];

  it("lets calls go elsewhere from the next one on, and no longer", async () => {
    const under = bench({ simulator: two, spillway: { window: { max: 1 } } });
    await under.clock.run(Promise.all(send(under, 2)));
    expect(under.simulator.report().regions["us-west-2"]?.attempts ?? 0).toBe(0);
    under.plugin.update({ regions });
    await under.clock.run(Promise.all(send(under, 2)));
    expect(under.simulator.report().regions["us-west-2"]?.attempts).toBe(1);
    under.plugin.update({ regions: null });
    await under.clock.run(Promise.all(send(under, 4)));
    expect(under.simulator.report().regions["us-west-2"]?.attempts).toBe(1);
  });

  it("of residency holds for the next attempt: who waits outside goes home, and nothing is sent there", async () => {
    const under = bench({ simulator: two, spillway: { window: { max: 1 }, regions } });
    const calls = send(under, 8);
    await under.clock.advance(500);
    expect(under.plugin.snapshot().lanes.map(({ inFlight }) => inFlight)).toEqual([1, 1]);
    under.plugin.update({ regions: ["us-east-1"], residency: "us-east-1" });
    expect(await under.clock.run(Promise.all(calls))).toEqual(Array(8).fill("served"));
    expect(under.simulator.report().regions["us-west-2"]?.attempts).toBe(1);
    under.plugin.update({ regions, residency: null });
    await under.clock.run(Promise.all(send(under, 8)));
    expect(under.simulator.report().regions["us-west-2"]?.attempts).toBeGreaterThan(1);
  });

  it("of residency refuses those whose home is outside by now, and answers what is in flight", async () => {
    const under = bench({ simulator: two, spillway: { window: { max: 1 } } });
    const calls = send(under, 3);
    await under.clock.advance(500);
    under.plugin.update({ residency: "eu" });
    calls.push(...send(under, 1));
    const outside = "OUTSIDE_RESIDENCY";
    expect(await under.clock.run(Promise.all(calls))).toEqual(["served", outside, outside, outside]);
    under.plugin.update({ residency: ["eu", "us"] });
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["served"]);
  });

  it("that a client can't reach is refused, and changes nothing", () => {
    const { plugin, simulator } = bench();
    new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    }).middlewareStack.use(plugin);
    const change = { regions, window: { min: 9, initial: 9 } };
    expect(() => plugin.update(change)).toThrow(/regions, targets lead to us-east-1, us-west-2, and use\(\)/);
    const own = bench({ client: { endpoint: "https://bedrock.example.com" } });
    expect(() => own.plugin.update(change)).toThrow(/an endpoint of its own/);
  });
});

describe("an update of breakers and repetitions", () => {
  it("counts from then on by the new numbers, with what was seen before", async () => {
    const faults = [{ fault: "capacityReached503" }] as const;
    const under = bench({ simulator: { defaults: { faults } }, spillway: { breaker: { failures: 100 } } });
    under.plugin.update({ retry: { maxAttempts: 1 } });
    await under.clock.run(failure(under.client.send(converse())));
    await under.clock.run(failure(under.client.send(converse())));
    expect(under.plugin.snapshot().breakers).toMatchObject([{ state: "closed" }, { failures: 2 }]);
    under.plugin.update({ breaker: { failures: 3, openMs: 4000, maxOpenMs: 4000, whenOpen: "fail" } });
    await under.clock.run(failure(under.client.send(converse())));
    expect(under.plugin.snapshot().breakers).toMatchObject([{ state: "open" }]);
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["CIRCUIT_OPEN"]);
    under.plugin.update({ breaker: { scope: "model" } });
    expect(under.plugin.snapshot().breakers).toEqual([]);
    under.simulator.configure({ defaults: { faults: [] } });
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["served"]);
  });

  it("keeps a region shut that an operator holds open", async () => {
    const under = bench();
    under.plugin.forceOpen("us-east-1");
    await under.clock.run(Promise.all(send(under, 1)));
    under.plugin.update({ breaker: { scope: "model" } });
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["CIRCUIT_OPEN"]);
  });
});

describe("an update", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a bad value beside good ones", { window: { max: 7 }, queue: { limit: -1 } }],
    ["what can't be changed beside what can", { window: { max: 7 }, mode: "observe" }],
  ])("of %s throws, and changes nothing", async (_, options) => {
    const under = bench({ simulator: STEADY, spillway: { window: { max: 1 } } });
    // The types would not allow it.
    expect(() => under.plugin.update(options as UpdateOptions)).toThrow(SpillwayError);
    const calls = send(under, 3);
    await under.clock.advance(10);
    expect(lane(under)).toMatchObject({ inFlight: 1, queued: 2 });
    await under.clock.run(Promise.all(calls));
  });

  it("by a listener that is told of an update comes last", async () => {
    const under = bench({ simulator: STEADY, spillway: { window: { initial: 2, max: 2 } } });
    await under.clock.run(Promise.all([...send(under, 1, "a"), ...send(under, 1, "b")]));
    const stop = under.plugin.on("window", () => {
      stop();
      under.plugin.update({ window: { initial: 5, min: 5, max: 5 }, lanes: { limit: 1 } });
    });
    under.plugin.update({ window: { initial: 9, min: 9, max: 9 } });
    expect(under.plugin.snapshot().lanes).toMatchObject([{ model: "b", window: 5 }]);
  });

  it("tells of names that nobody knows", async () => {
    const { plugin } = bench();
    const told: string[] = [];
    plugin.on("warning", ({ message }) => told.push(message));
    // The types would not allow it.
    plugin.update({ windw: { max: 5 } } as UpdateOptions);
    expect(told).toEqual(["unknown option windw in update: did you mean window?"]);
  });
});
