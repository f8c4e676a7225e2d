import type { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect } from "vitest";
import { collect, converse, converseStream, invoke, invokeStream } from "../simulator/helpers.js";

/** The operations whose calls may go elsewhere. */
export const OPERATIONS = ["Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"];

/** One call of each of them, read to its end. */
export async function callAll(client: BedrockRuntimeClient): Promise<void> {
  for (const command of [converse, converseStream, invoke, invokeStream]) {
    const output: object = await client.send(command() as ConverseCommand);
    const { stream: events, body } = output as { stream?: unknown; body?: unknown };
    const stream = events ?? (body instanceof Uint8Array ? undefined : body);
    if (stream !== undefined) expect(await collect(stream as AsyncIterable<unknown>)).not.toHaveLength(0);
  }
}
