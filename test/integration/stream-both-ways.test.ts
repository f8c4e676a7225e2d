import {
  BedrockRuntimeClient,
  InvokeModelWithBidirectionalStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { type Spillway, spillway } from "spillway";
import { afterEach, describe, expect, it } from "vitest";
import { CREDENTIALS, failure } from "./bench.js";
import { type Script, type StreamServer, streamServer } from "./stream-server.js";

/** InvokeModelWithBidirectionalStream: one long attempt that is counted and measured, and else left alone. */

const IDLE_MS = 30;

let server: StreamServer;
let client: BedrockRuntimeClient;
let plugin: Spillway;
let outcomes: string[];

afterEach(async () => {
  client.destroy();
  await server.close();
});

async function begin(script: Script): Promise<void> {
  server = await streamServer("h2", script);
  client = new BedrockRuntimeClient({ region: "us-east-1", credentials: CREDENTIALS, endpoint: server.url });
  plugin = spillway({ streams: { idleMs: IDLE_MS }, retry: { baseMs: 1 } });
  outcomes = [];
  plugin.on("attempt", ({ outcome }) => outcomes.push(outcome));
  client.middlewareStack.use(plugin);
}

/** Speaks until it is heard out. */
async function* input(until: Promise<unknown>) {
  yield { chunk: { bytes: new TextEncoder().encode("{}") } };
  await until;
}

async function open(): Promise<{ body: AsyncIterable<unknown>; hangUp: () => void }> {
  let hangUp = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const command = new InvokeModelWithBidirectionalStreamCommand({ modelId: "m", body: input(until) });
  const { body } = await client.send(command);
  return { body: body ?? (async function* () {})(), hangUp };
}

describe("a stream that goes both ways", () => {
  it("holds its permit to its end, however long it is silent or unread", async () => {
    await begin(async (pen) => {
      for (let i = 0; i < 3; i++) {
        await pen.chunk({ event: { textOutput: i } });
        await pen.pause(3 * IDLE_MS);
      }
      pen.end();
    });
    const { body, hangUp } = await open();
    await new Promise((resolve) => setTimeout(resolve, 3 * IDLE_MS));
    expect(plugin.snapshot().lanes[0]?.inFlight).toBe(1);
    let events = 0;
    for await (const _event of body) events++;
    hangUp();
    expect(events).toBe(3);
    expect(outcomes).toEqual(["success"]);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { attempts: 1, served: 1 } });
  });

  it("is never repeated", async () => {
    await begin(async (pen) => {
      await pen.exception("throttlingException", "Too many requests");
      pen.end();
    });
    expect((await failure(open())).name).toBe("ThrottlingException");
    expect(server.requests).toBe(1);
    expect(outcomes).toEqual(["quota.requests"]);
  });

  it("is not broken by a reader who leaves: its permit ends, its connection goes on", async () => {
    await begin(async (pen) => {
      for (let i = 0; i < 4; i++) {
        await pen.chunk({ event: { textOutput: i } });
        await pen.pause(20);
      }
      pen.end();
    });
    const { body, hangUp } = await open();
    for await (const _event of body) break;
    expect(outcomes).toEqual(["client_abort"]);
    let rest = 0;
    for await (const _event of body) rest++;
    hangUp();
    expect(rest).toBeGreaterThanOrEqual(3);
    expect(outcomes).toHaveLength(1);
    expect(server.broken).toBe(0);
  });
});
