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
  const spoken = (Object.keys(wordings) as WordingName[]).filter((name) => !("html" in wordings[name]));
  it.each(spoken)("%s arrives as the SDK's own error", async (name) => {
    const { status, code, message, fields } = wordings[name];
    const error = await clock.run(() => failure(clientFor(name).send(invokeStream())));
    expect(error).toBeInstanceOf(classes[code] ?? BedrockRuntimeServiceException);
    expect(error.name).toBe(code || "Unknown");
    expect(error.$metadata).toMatchObject({ httpStatusCode: status, attempts: 1 });
    expect(error.message).toBe(message.replace("{model}", MODEL));
    if (fields?.originalStatusCode) expect(error.originalStatusCode).toBe(fields.originalStatusCode);
  });

  it("htmlUnavailable arrives as a page that is no JSON, with its status", async () => {
    const error = await clock.run(() => failure(clientFor("htmlUnavailable", "3").send(invokeStream())));
    expect(error.name).toBe("SyntaxError");
    expect(error.$metadata).toMatchObject({ httpStatusCode: 503, requestId: undefined });
    const { headers } = error.$response as { headers: Record<string, string> };
    expect(headers).toEqual({ "content-type": "text/html", "retry-after": "3" });
  });

  it("tooManyConnectionsDetailed names the variant of the model, literally", async () => {
    const error = await clock.run(() => failure(clientFor("tooManyConnectionsDetailed").send(converse())));
    expect(error.exceptionMetadata).toEqual({
      qosTier: "10",
      rudiMetadata: `{"queueDwellTimeInMs":0,"expectedQueueDelayInMs":394460,"variantIdentifier":"${MODEL}:18k"}`,
    });
  });

  it("can carry Retry-After", async () => {
    const error = await clock.run(() => failure(clientFor("overloaded", "7").send(converse())));
    expect((error.$response as { headers: Record<string, string> }).headers["retry-after"]).toBe("7");
  });
});
