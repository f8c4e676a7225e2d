import { SpillwayError, spillway, withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { bench, converse, failure, MODEL } from "../integration/bench.js";

const BOTH = ["us-east-1", "us-west-2"];

describe("with several places", () => {
  it("a refusal tells the soonest moment of all, not that of home", async () => {
    const { clock, client } = bench({ simulator: { regions: BOTH }, spillway: { mode: "off" } });
    const at = clock.wallNow();
    const open = (region: string, probesAt: number) =>
      ({ service: "BedrockRuntime", region, state: "open", trips: 1, openedAt: at, probesAt }) as const;
    const restore = {
      version: 1,
      breakers: [open("us-east-1", at + 5000), open("us-west-2", at + 600)],
    } as const;
    withSpillway(client, spillway({ clock, regions: BOTH, restore, breaker: { whenOpen: "fail" } }));
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(error.retryAfterMs).toBeLessThanOrEqual(600);
    expect(error.message).toContain("us-west-2");
  });

  it("a target that plain use() can't reach is refused at the first call, however idle home is", async () => {
    const { clock, client, simulator } = bench({ simulator: { regions: BOTH } });
    client.middlewareStack.use(spillway({ clock, targets: [{ region: "us-west-2" }] }));
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "INVALID_SETTING" });
    expect(error.message).toMatch(/us-west-2.*withSpillway/);
    expect(simulator.report().totals.attempts).toBe(0);
  });

  it("what only another place says of an id is never the end of a call: it waits for home, and a warning tells", async () => {
    const { clock, client, plugin } = bench({
      simulator: {
        regions: BOTH,
        regionFaults: {
          "us-east-1": [{ fault: "unableToProcess" }],
          "us-west-2": [{ fault: "modelIdentifierInvalid" }],
        },
      },
      spillway: { regions: BOTH, queue: { timeoutMs: 3000 } },
    });
    const warnings: string[] = [];
    plugin.on("warning", ({ message }) => warnings.push(message));
    plugin.forceOpen("us-east-1");
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ name: "SpillwayError", code: "CIRCUIT_OPEN" });
    await clock.run(failure(client.send(converse())));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${MODEL} can't be called in us-west-2`);
  });
});

it("an empty residency, which would allow all, is refused", () => {
  expect(() => spillway({ residency: [] })).toThrow(SpillwayError);
});

it("a region that an operator names and nobody knows is told of", async () => {
  const { clock, client, plugin } = bench();
  const warnings: string[] = [];
  plugin.on("warning", ({ message }) => warnings.push(message));
  await clock.run(client.send(converse()));
  plugin.forceOpen("us-esat-1");
  plugin.forceOpen("us-east-1");
  expect(warnings).toEqual([expect.stringContaining('forceOpen("us-esat-1")')]);
});

it("the pretend Bedrock of one region does not answer for another", async () => {
  const simulator = createSimulator({ regions: BOTH });
  const request = {
    method: "POST",
    hostname: "bedrock-runtime.us-west-2.amazonaws.com",
    path: "/",
    headers: {},
  };
  await expect(simulator.handler("us-east-1").handle(request)).rejects.toThrow("us-west-2");
});
