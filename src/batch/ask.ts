import { field } from "../field.js";
import { readUsage } from "../smithy/usage.js";
import { withCall } from "../smithy/with-call.js";
import { batchError } from "./batch-error.js";
import { withBytes } from "./blobs.js";
import type { BatchRecord } from "./entry.js";
import type { BatchOptions } from "./options.js";
import { outputOf } from "./result-line.js";

/** An answer, as it is written, and what it says of its tokens. */
export interface Answer {
  readonly output: unknown;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Model of a record. @throws SpillwayError `BATCH_INPUT` where nobody names one */
export function modelOf({ request }: BatchRecord, { modelId }: BatchOptions, line: number): string {
  const model = request.modelId ?? modelId;
  if (model !== undefined) return model;
  throw batchError(
    "BATCH_INPUT",
    `line ${line} has no model: give --model, or a modelId in the record (as a library: the option modelId).`,
  );
}

/** Sends one record. @throws whatever the client throws */
export async function ask({ request }: BatchRecord, modelId: string, options: BatchOptions): Promise<Answer> {
  const { client, priority = "batch", tenant, requestTimeoutMs } = options;
  const command = withCall(commandOf(request, modelId, options), { priority, tenant });
  // The client takes its own commands, of which this is one: whoever gave the one gave the other.
  const sending = requestTimeoutMs === undefined ? {} : { requestTimeout: requestTimeoutMs };
  const answer = await client.send(command as never, sending);
  const output = outputOf(request.api, answer);
  const usage = readUsage(field(output, "usage") ?? output);
  return { output, inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0 };
}

function commandOf(request: BatchRecord["request"], modelId: string, { commands }: BatchOptions): object {
  const input =
    request.api === "Converse"
      ? { ...withBytes(request.input), modelId }
      : {
          modelId,
          contentType: "application/json",
          accept: "application/json",
          body: JSON.stringify(request.input),
        };
  const Command = request.api === "Converse" ? commands.ConverseCommand : commands.InvokeModelCommand;
  // Whether the record is a good request is for the service to say.
  return new Command(input as never);
}
