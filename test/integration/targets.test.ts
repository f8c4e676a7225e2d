import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ServiceUnavailableException,
} from "@aws-sdk/client-bedrock-runtime";
import { SpillwayError, type SpillwayEvents, spillway, withSpillway } from "spillway";
import type { SimulatorOptions } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type Bench, type BenchOptions, bench, converse, failure, MODEL } from "./bench.js";

const [EAST, WEST] = ["us-east-1", "us-west-2"];
const BOTH = [EAST, WEST];

const eastDown: SimulatorOptions = {
  regions: BOTH,
  regionFaults: { [EAST]: [{ fault: "unableToProcess" }] },
};

function watched(options: BenchOptions) {
  const under = bench({ spillway: { regions: BOTH }, simulator: { regions: BOTH }, ...options });
  const spills: SpillwayEvents["spill"][] = [];
  under.plugin.on("spill", (event) => spills.push(event));
  return { ...under, spills };
}

/** `region model outcome` of each request that arrived. */
const arrived = ({ simulator }: Pick<Bench, "simulator">) =>
  simulator.report().requests.map(({ region, model, outcome }) => `${region} ${model} ${outcome}`);

const body = JSON.stringify({
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 10,
  messages: [{ role: "user", content: "x" }],
});
const prompt = { modelId: MODEL, messages: [{ role: "user" as const, content: [{ text: "x" }] }] };

describe("another region", () => {
  it.each([
    ["Converse", new ConverseCommand(prompt)],
    ["ConverseStream", new ConverseStreamCommand(prompt)],
    ["InvokeModel", new InvokeModelCommand({ modelId: MODEL, body })],
    ["InvokeModelWithResponseStream", new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body })],
  ])("serves %s, signed for it, as one call with the home's invocation id", async (_, command) => {
    const { clock, client, simulator, spills } = watched({ simulator: eastDown });
    // Each command's own output is of no matter here.
    const output = await clock.run(client.send(command as ConverseCommand) as Promise<object>);
    const stream = "stream" in output ? output.stream : "body" in output ? output.body : undefined;
    if (Symbol.asyncIterator in Object(stream)) {
      await clock.run(
        (async () => {
          for await (const _event of stream as AsyncIterable<unknown>);
        })(),
      );
    }
    expect(output).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 2 } });
    const { requests } = simulator.report();
    expect(requests).toMatchObject([
      { region: EAST, scopeRegion: EAST, attempt: 1, outcome: "unableToProcess" },
      { region: WEST, scopeRegion: WEST, attempt: 2, outcome: "served" },
    ]);
    expect(requests[0]?.invocationId).toBe(requests[1]?.invocationId);
    expect(spills).toEqual([
      {
        from: { region: EAST, model: MODEL },
        to: { region: WEST, model: MODEL },
        attempt: 2,
        reason: "failed there",
        otherModel: false,
      },
    ]);
  });

  it("fails with the SDK's own error, and the attempts of all places", async () => {
    const faults = [{ fault: "unableToProcess" as const }];
    const { clock, client, simulator } = watched({
      simulator: { regions: BOTH, regionFaults: { [EAST]: faults, [WEST]: faults } },
      spillway: { regions: BOTH, breaker: { failures: 1000 } },
    });
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toBeInstanceOf(ServiceUnavailableException);
    expect(error.$metadata).toMatchObject({ attempts: 5, httpStatusCode: 503 });
    expect(simulator.report().totals.attempts).toBe(5);
  });

  it("is not gone to by what is bound to its region", async () => {
    const guarded = { guardrailIdentifier: "g", guardrailVersion: "1" };
    const { clock, client, simulator } = watched({
      simulator: eastDown,
      spillway: { regions: BOTH, retry: { maxAttempts: 2, baseMs: 0 } },
    });
    await clock.run(failure(client.send(new ConverseCommand({ ...prompt, guardrailConfig: guarded }))));
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    await clock.run(failure(client.send(new ConverseCommand({ ...prompt, modelId: arn }))));
    expect(new Set(simulator.report().requests.map(({ region }) => region))).toEqual(new Set([EAST]));
  });

  it("is out of the question while only observing", async () => {
    const { clock, client, simulator } = watched({
      simulator: eastDown,
      spillway: { regions: BOTH, mode: "observe" },
      client: { maxAttempts: 1 },
    });
    await clock.run(failure(client.send(converse())));
    expect(simulator.report().regions[WEST]?.attempts).toBe(0);
  });

  it("can be held open and closed again by an operator", async () => {
    const { clock, client, plugin, simulator } = watched({});
    plugin.forceOpen(EAST);
    await clock.run(client.send(converse()));
    expect(plugin.snapshot().breakers).toMatchObject([
      { region: EAST, state: "open", forced: true },
      { region: WEST, state: "closed" },
    ]);
    plugin.forceOpen(WEST);
    expect(await clock.run(failure(client.send(converse())))).toMatchObject({ code: "CIRCUIT_OPEN" });
    plugin.forceClose(EAST);
    await clock.run(client.send(converse()));
    expect(simulator.report().requests.map(({ region }) => region)).toEqual([WEST, EAST]);
    expect(() => plugin.forceOpen("mars")).toThrow(SpillwayError);
    plugin.close();
    plugin.forceClose(WEST);
  });

  it("what was open stays open over a restart, until its true time", async () => {
    const down = watched({
      simulator: { regions: BOTH, regionFaults: { [EAST]: [{ fault: "unableToProcess" }] } },
    });
    while (down.plugin.snapshot().breakers.every(({ state }) => state !== "open")) {
      await down.clock.run(down.client.send(converse()));
    }
    const saved = JSON.parse(JSON.stringify(down.plugin.snapshot()));
    const [{ probesInMs }] = saved.breakers.filter(({ state }: { state: string }) => state === "open");
    await down.clock.advance(probesInMs / 2);
    const next = spillway({ regions: BOTH, clock: down.clock, restore: saved });
    const open = next.snapshot().breakers.find(({ state }) => state === "open");
    expect(open?.probesInMs).toBeCloseTo(probesInMs / 2, 0);
    withSpillway(down.client, next);
    const before = down.simulator.report().regions[EAST]?.attempts;
    await down.clock.run(down.client.send(converse()));
    expect(down.simulator.report().regions[EAST]?.attempts).toBe(before);
  });
});

describe("another id in the same region", () => {
  const profile = `us.${MODEL}`;
  const spent: SimulatorOptions = { models: { [MODEL]: { faults: [{ fault: "tooManyTokensPerDay" }] } } };

  it("needs no second client: plain use() will do", async () => {
    const { clock, client, simulator } = bench({ simulator: spent });
    const plugin = spillway({ clock, targets: [{ modelId: profile }] });
    client.middlewareStack.use(plugin);
    await clock.run(client.send(converse()));
    await clock.run(client.send(converse()));
    expect(arrived({ simulator })).toEqual([
      `${EAST} ${MODEL} tooManyTokensPerDay`,
      `${EAST} ${profile} served`,
      `${EAST} ${profile} served`,
    ]);
  });

  it("that is another model serves Converse, is said in the event, and never InvokeModel", async () => {
    const other = "amazon.nova-lite-v1:0";
    const { clock, client, simulator, spills } = watched({
      simulator: spent,
      spillway: { targets: [{ modelId: other }] },
    });
    await clock.run(client.send(converse()));
    expect(spills).toMatchObject([{ to: { model: other }, otherModel: true }]);
    const error = await clock.run(failure(client.send(new InvokeModelCommand({ modelId: MODEL, body }))));
    expect(error).toMatchObject({ code: "QUOTA_EXHAUSTED" });
    expect(arrived({ simulator })).toEqual([
      `${EAST} ${MODEL} tooManyTokensPerDay`,
      `${EAST} ${other} served`,
    ]);
  });

  it.each(["onDemandUnsupported", "modelIdentifierInvalid"] as const)(
    "that answers %s is left alone for ten minutes, and nobody's health suffers",
    async (fault) => {
      const { clock, client, simulator, plugin } = bench({
        simulator: {
          models: { [MODEL]: { faults: [{ fault, first: 2 }] }, [profile]: {} },
        },
        spillway: { targets: [{ modelId: profile }] },
      });
      for (let i = 0; i < 3; i++) await clock.run(client.send(converse()));
      await clock.advance(600_000);
      await clock.run(client.send(converse()));
      expect(arrived({ simulator })).toEqual([
        `${EAST} ${MODEL} ${fault}`,
        `${EAST} ${profile} served`,
        `${EAST} ${profile} served`,
        `${EAST} ${profile} served`,
        `${EAST} ${MODEL} ${fault}`,
        `${EAST} ${profile} served`,
      ]);
      expect(plugin.snapshot().breakers.filter(({ state }) => state !== "closed")).toEqual([]);
    },
  );

  it("shares the traffic by weight", async () => {
    const { clock, client, simulator } = bench({
      spillway: { targets: [{ modelId: profile, weight: 3 }] },
    });
    for (let i = 0; i < 200; i++) await clock.run(client.send(converse()));
    const { lanes } = simulator.report();
    expect(lanes[`${EAST}/${profile}`]?.served).toBeGreaterThan(130);
    expect(lanes[`${EAST}/${MODEL}`]?.served).toBeGreaterThan(30);
  });
});

describe("residency", () => {
  it.each([
    ["a region", { residency: "eu", regions: ["eu-west-1", "us-east-1"] }, /regions\[1\].*us-east-1/],
    ["a target's region", { residency: "eu", targets: [{ region: "eu-west-2" }] }, /targets\[0\]\.region/],
    ["a global profile", { residency: "eu", targets: [{ modelId: "global.x.y" }] }, /"global"/],
    ["a foreign profile", { residency: ["eu"], targets: [{ modelId: "us.x.y" }] }, /"us"/],
    [
      "a profile where regions are listed",
      { residency: ["eu-west-1"], targets: [{ modelId: "eu.x.y" }] },
      /"eu"/,
    ],
    [
      "one of a model's targets",
      { residency: "eu", models: { "a*": { targets: [{ region: "us-east-1" }] } } },
      /models\["a\*"\]/,
    ],
  ])("refuses %s at the start", (_, options, message) => {
    expect(() => spillway(options)).toThrow(message);
  });

  it.each([
    ["another region's client", converse()],
    ["a global profile", converse("x", `global.${MODEL}`)],
    ["a profile of another zone", converse("x", `us.${MODEL}`)],
    ["an ARN of another region", converse("x", "arn:aws:bedrock:us-east-1::foundation-model/x.y")],
  ])("refuses %s before anything is sent", async (name, command) => {
    const region = name === "another region's client" ? EAST : "eu-west-1";
    const { clock, client, simulator } = bench({
      simulator: { regions: [EAST, "eu-west-1"] },
      client: { region },
      spillway: { residency: "eu" },
    });
    const error = await clock.run(failure(client.send(command)));
    expect(error).toMatchObject({ name: "SpillwayError", code: "OUTSIDE_RESIDENCY" });
    expect(simulator.report().totals.attempts).toBe(0);
  });

  it("goes by the host that a request is sent to, whatever it is signed for", async () => {
    const { clock, client, simulator } = bench({
      simulator: { regions: [EAST, "eu-west-1"] },
      client: { region: "eu-west-1", endpoint: `https://bedrock-runtime.${EAST}.amazonaws.com` },
      spillway: { residency: "eu" },
    });
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "OUTSIDE_RESIDENCY" });
    expect(simulator.report().totals.attempts).toBe(0);
  });

  it("lets a zone's own profile and regions through", async () => {
    const { clock, client, simulator } = bench({
      simulator: {
        regions: ["eu-west-1", "eu-central-1"],
        regionFaults: { "eu-west-1": [{ fault: "unableToProcess" }] },
      },
      client: { region: "eu-west-1" },
      spillway: { residency: "eu", regions: ["eu-west-1", "eu-central-1"] },
    });
    await clock.run(client.send(converse("x", `eu.${MODEL}`)));
    expect(simulator.report().requests.at(-1)).toMatchObject({ region: "eu-central-1", outcome: "served" });
  });
});

describe("what can't work is refused at once", () => {
  it("several regions with plain use(), which does not see the client", () => {
    const { client } = bench();
    expect(() => client.middlewareStack.use(spillway({ regions: BOTH }))).toThrow(/withSpillway/);
    expect(() =>
      client.middlewareStack.use(spillway({ regions: BOTH, clientFor: () => client })),
    ).not.toThrow();
  });

  it("several regions at an endpoint of the client's own", () => {
    const { client } = bench({ client: { endpoint: "http://127.0.0.1:1" } });
    expect(() => withSpillway(client, { regions: BOTH })).toThrow(/endpointFor/);
    expect(() =>
      withSpillway(client, { regions: BOTH, endpointFor: () => "http://127.0.0.1:2" }),
    ).not.toThrow();
  });

  it("a client of clientFor's that leads elsewhere, with nothing sent", async () => {
    const { clock, client, simulator } = bench({ simulator: eastDown, spillway: { mode: "off" } });
    const plugin = spillway({ clock, regions: BOTH, clientFor: () => client });
    client.middlewareStack.use(plugin);
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "INVALID_SETTING" });
    expect(error.message).toContain("clientFor");
    expect(simulator.report().totals.attempts).toBe(1);
  });
});
