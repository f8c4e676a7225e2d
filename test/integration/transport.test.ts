import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { BedrockRuntimeClient as OldestClient, ConverseCommand as OldestConverse } from "sdk-oldest";
import { spillway, withSpillway } from "spillway";
import { createSimulator, type Listening, type Simulator } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CREDENTIALS, converse, converseStream } from "./bench.js";

let simulator: Simulator;
let listening: Listening;

beforeEach(async () => {
  const service = { meanMs: 10, sigma: 0.3 };
  simulator = createSimulator({ defaults: { slots: 4, service, rejectMs: 1, networkMs: 0, chunks: 4 } });
  listening = await simulator.listen();
});

afterEach(() => listening.close());

const at = (more: BedrockRuntimeClientConfig = {}): BedrockRuntimeClientConfig => ({
  region: "us-east-1",
  endpoint: listening.urls["us-east-1"] as string,
  credentials: CREDENTIALS,
  ...more,
});

const HANDLERS: [string, () => BedrockRuntimeClientConfig][] = [
  ["its default HTTP/2 handler", () => ({})],
  ["one shared HTTP/2 session", () => ({ requestHandler: { requestTimeout: 5000 } as never })],
  ["NodeHttpHandler", () => ({ requestHandler: new NodeHttpHandler() })],
];

describe.each(HANDLERS)("over real sockets, a client with %s", (_name, config) => {
  it("gets every answer out of a service that throttles, streams included", async () => {
    const plugin = spillway({ retry: { baseMs: 20, maxAttempts: 10 } });
    const client = withSpillway(new BedrockRuntimeClient(at(config())), plugin);
    const calls = Array.from({ length: 60 }, async (_, i) => {
      if (i % 2 === 0) return (await client.send(converse(`call ${i}`))).stopReason;
      const { stream } = await client.send(converseStream(`call ${i}`));
      let stop: string | undefined;
      for await (const event of stream ?? []) stop = event.messageStop?.stopReason ?? stop;
      return stop;
    });
    const stops = await Promise.all(calls);
    expect(stops.filter((stop) => stop !== undefined)).toHaveLength(60);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ region: "us-east-1", inFlight: 0, queued: 0 });
    const { attempts } = plugin.snapshot().lanes[0]?.counters ?? {};
    expect(simulator.report().totals).toMatchObject({ attempts, served: 60, inFlight: 0 });
    client.destroy();
  });
});

describe("the oldest SDK that we support", () => {
  it("is governed like the newest", async () => {
    const plugin = spillway({ retry: { baseMs: 20, maxAttempts: 10 } });
    const client = new OldestClient(at() as never);
    client.middlewareStack.use(plugin);
    const input = converse("hello").input as never;
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => client.send(new OldestConverse(input))),
    );
    expect(answers).toHaveLength(30);
    expect(plugin.snapshot().lanes[0]).toMatchObject({
      region: "us-east-1",
      inFlight: 0,
      counters: { served: 30 },
    });
    client.destroy();
  });
});

describe("the region of a lane", () => {
  it("is the one that the request is signed for", async () => {
    const plugin = spillway();
    const client = withSpillway(new BedrockRuntimeClient(at({ region: "eu-central-1" })), plugin);
    await client.send(converse());
    expect(plugin.snapshot().lanes[0]?.region).toBe("eu-central-1");
    expect(simulator.report().requests[0]?.scopeRegion).toBe("eu-central-1");
    client.destroy();
  });

  it("is the client's own where a bearer token signs for none", async () => {
    const plugin = spillway();
    const config = at({
      region: "ap-south-1",
      token: { token: "t" },
      authSchemePreference: ["httpBearerAuth"],
    });
    const client = withSpillway(new BedrockRuntimeClient(config), plugin);
    await client.send(converse());
    expect(plugin.snapshot().lanes[0]?.region).toBe("ap-south-1");
    expect(simulator.report().requests[0]?.scopeRegion).toBeUndefined();
    client.destroy();
  });
});
