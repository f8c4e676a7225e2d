import { setTimeout as pause } from "node:timers/promises";
import {
  type BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { trace } from "@opentelemetry/api";
import { SpillwayError, withCall } from "spillway";
import { CHAT, REPORTS } from "./service.js";

/** Calls that come one by one, and how long apart. */
const CALLS = 300;
const EVERY_MS = 35;
/** Once there comes a heap of them at the same moment. */
const HEAP = 40;
const HEAP_AFTER = 30;
/** Every so many calls there is one whose answer is of no use after so long. */
const HURRIED_EVERY = 12;
const HURRIED_MS = 600;

const input = (modelId: string, topic: number): ConverseCommandInput => ({
  modelId,
  messages: [{ role: "user", content: [{ text: `Tell me fact number ${topic} about rivers.` }] }],
  inferenceConfig: { maxTokens: 200 },
});

const report = (topic: number): ConverseCommand => new ConverseCommand(input(REPORTS, topic));

async function ask(client: BedrockRuntimeClient, topic: number): Promise<void> {
  const hurried = topic % HURRIED_EVERY === 0;
  await client.send(hurried ? withCall(report(topic), { deadlineMs: HURRIED_MS }) : report(topic));
}

async function chat(client: BedrockRuntimeClient, topic: number): Promise<void> {
  const { stream } = await client.send(new ConverseStreamCommand(input(CHAT, topic)));
  for await (const _event of stream ?? []);
}

/** One request to the application, with a span of its own. */
const handle = (client: BedrockRuntimeClient, topic: number): Promise<void> =>
  trace.getTracer("rivers").startActiveSpan("GET /rivers", async (span) => {
    try {
      await (topic % 2 === 0 ? ask(client, topic) : chat(client, topic));
    } finally {
      span.end();
    }
  });

/** What came of the calls, as the application saw it. */
export interface Endings {
  readonly calls: number;
  readonly answered: number;
  /** By spillway's code, or the name of the error. */
  readonly failed: Readonly<Record<string, number>>;
}

/** What a call failed with; undefined where it was answered. */
async function failureOf(call: Promise<void>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof SpillwayError) return error.code;
    return error instanceof Error ? error.name : String(error);
  }
}

/** Sends the load. Nothing in it knows how telemetry is set up, or whether. */
export async function sendAll(client: BedrockRuntimeClient): Promise<Endings> {
  const calls: Promise<string | undefined>[] = [];
  const send = (topic: number): void => {
    calls.push(failureOf(handle(client, topic)));
  };
  for (let topic = 0; topic < CALLS; topic += 1) {
    send(topic);
    if (topic === HEAP_AFTER) for (let more = 1; more <= HEAP; more += 1) send(CALLS + more);
    await pause(EVERY_MS);
  }
  const failures = (await Promise.all(calls)).filter((failure) => failure !== undefined);
  const failed: Record<string, number> = {};
  for (const failure of failures) failed[failure] = (failed[failure] ?? 0) + 1;
  return { calls: calls.length, answered: calls.length - failures.length, failed };
}
