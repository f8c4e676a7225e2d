import * as sdk from "@aws-sdk/client-bedrock-runtime";
import { BedrockRuntimeServiceException } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { createSimulator, VirtualClock, type WordingName, wordings } from "../../src/simulator/index.js";
import { clientOf, converse, failure, invokeStream, MODEL } from "./helpers.js";

const clock = new VirtualClock();

function clientFor(fault: WordingName, retryAfter?: string) {
  const simulator = createSimulator({
    clock,
    defaults: { faults: [{ fault, ...(retryAfter && { retryAfter }) }] },
  });
  return clientOf({ requestHandler: simulator.handler() });
}

const classes = sdk as unknown as Record<string, new (...args: never[]) => Error>;

describe("wordings", () => {
  it.each(Object.keys(wordings) as WordingName[])("%s arrives as the SDK's own error", async (name) => {
    const { status, code, message, fields } = wordings[name];
    const error = await clock.run(() => failure(clientFor(name).send(invokeStream())));
    expect(error).toBeInstanceOf(classes[code] ?? BedrockRuntimeServiceException);
    expect(error.name).toBe(code || "Unknown");
    expect(error.$metadata).toMatchObject({ httpStatusCode: status, attempts: 1 });
    expect(error.message).toBe(message.replace("{model}", MODEL));
    if (fields?.originalStatusCode) expect(error.originalStatusCode).toBe(fields.originalStatusCode);
  });

  it("can carry Retry-After", async () => {
    const error = await clock.run(() => failure(clientFor("overloaded", "7").send(converse())));
    expect((error.$response as { headers: Record<string, string> }).headers["retry-after"]).toBe("7");
  });
});
