import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { spillway } from "spillway";
import { createSimulator, type Listening } from "spillway/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { CREDENTIALS, converse, failure } from "../integration/bench.js";

let listening: Listening | undefined;

afterEach(() => listening?.close());

describe("a call that is aborted while half of its answer has come", () => {
  it.each([
    ["HTTP/2", undefined],
    ["HTTP/1.1", () => new NodeHttpHandler()],
  ])("ends as an abort, not as an answer that can't be parsed, over %s", async (_protocol, handler) => {
    const simulator = createSimulator({
      defaults: { service: { meanMs: 5, sigma: 0 }, networkMs: 0, faults: [{ where: "stall" }] },
    });
    listening = await simulator.listen();
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      endpoint: listening.urls["us-east-1"] ?? "",
      ...(handler && { requestHandler: handler() }),
    });
    client.middlewareStack.use(spillway());
    const controller = new AbortController();
    const call = failure(client.send(converse(), { abortSignal: controller.signal }));
    await expect.poll(() => simulator.report().totals.inFlight, { interval: 5 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    expect((await call).name).toBe("AbortError");
    client.destroy();
  });
});
