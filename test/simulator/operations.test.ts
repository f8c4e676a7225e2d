import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSimulator, type Listening, VirtualClock } from "../../src/simulator/index.js";
import {
  ARN,
  clientOf,
  collect,
  converse,
  converseStream,
  countTokens,
  invoke,
  invokeStream,
  json,
  MODEL,
  NOVA,
  startAsync,
} from "./helpers.js";

interface Face {
  readonly client: BedrockRuntimeClient;
  /** Lets the work run to its end. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const clock = new VirtualClock();
const virtual = createSimulator({ clock });
const real = createSimulator({
  defaults: { service: { meanMs: 5 }, networkMs: 0, rejectMs: 1, output: { meanTokens: 10 } },
});
const direct = <T>(work: () => Promise<T>): Promise<T> => work();
let listening: Listening;
const faces: Record<string, () => Face> = {
  "handler in virtual time": () => ({
    client: clientOf({ requestHandler: virtual.handler() }),
    run: (work) => clock.run(work),
  }),
  "HTTP/2 socket": () => ({ client: clientOf({ endpoint: listening.urls["us-east-1"] ?? "" }), run: direct }),
  "HTTP/1.1 socket": () => ({
    client: clientOf({ endpoint: listening.urls["us-east-1"] ?? "", requestHandler: new NodeHttpHandler() }),
    run: direct,
  }),
};

beforeAll(async () => {
  listening = await real.listen();
});
afterAll(() => listening.close());

describe.each(Object.keys(faces))("through the %s", (name) => {
  let face: Face;
  beforeAll(() => {
    face = faces[name]?.() as Face;
  });
  afterAll(() => face.client.destroy());

  it.each([MODEL, NOVA, ARN])("answers Converse of %s", async (model) => {
    const answer = await face.run(() => face.client.send(converse(model)));
    expect(answer.stopReason).toBe("end_turn");
    expect(answer.output?.message?.content?.[0]?.text).toMatch(/^the river/);
    expect(answer.usage?.totalTokens).toBe(
      (answer.usage?.inputTokens ?? 0) + (answer.usage?.outputTokens ?? 0),
    );
    expect(answer.metrics?.latencyMs).toBeGreaterThan(0);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("streams ConverseStream up to its usage", async () => {
    const events = await face.run(async () => collect((await face.client.send(converseStream())).stream));
    const kinds = events.map((event) => Object.keys(event)[0]);
    expect(kinds[0]).toBe("messageStart");
    expect(kinds.slice(-3)).toEqual(["contentBlockStop", "messageStop", "metadata"]);
    expect(kinds.length).toBeLessThanOrEqual(24);
    expect(events.at(-1)?.metadata?.usage?.outputTokens).toBeGreaterThan(0);
  });

  it("answers InvokeModel in the format of the model, with counts in headers", async () => {
    let headers: Record<string, string> = {};
    const command = invoke();
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        headers = (result.response as { headers: Record<string, string> }).headers;
        return result;
      },
      { step: "deserialize" },
    );
    const anthropic = json((await face.run(() => face.client.send(command))).body);
    expect(anthropic).toMatchObject({ type: "message", role: "assistant", stop_reason: expect.any(String) });
    const { usage } = anthropic as { usage: { input_tokens: number; output_tokens: number } };
    expect(headers["x-amzn-bedrock-input-token-count"]).toBe(String(usage.input_tokens));
    expect(headers["x-amzn-bedrock-output-token-count"]).toBe(String(usage.output_tokens));
    expect(headers["x-amzn-bedrock-invocation-latency"]).toMatch(/^\d+$/);
    const nova = json((await face.run(() => face.client.send(invoke(NOVA)))).body);
    expect(nova).toMatchObject({ output: { message: { role: "assistant" } } });
  });

  it.each([MODEL, NOVA])("streams InvokeModelWithResponseStream of %s", async (model) => {
    const events = await face.run(async () => collect((await face.client.send(invokeStream(model))).body));
    const last = json(events.at(-1)?.chunk?.bytes);
    expect(last["amazon-bedrock-invocationMetrics"]).toMatchObject({ inputTokenCount: expect.any(Number) });
    const first = json(events[0]?.chunk?.bytes);
    expect(model === MODEL ? first.type : Object.keys(first)[0]).toBe(
      model === MODEL ? "message_start" : "messageStart",
    );
  });

  it("counts tokens and starts asynchronous invocations", async () => {
    expect((await face.run(() => face.client.send(countTokens()))).inputTokens).toBe(6);
    const [first, again] = await face.run(async () => [
      await face.client.send(startAsync("one")),
      await face.client.send(startAsync("one")),
    ]);
    expect(first?.invocationArn).toMatch(/^arn:aws:bedrock:us-east-1:\d{12}:async-invoke\/[0-9a-f]{12}$/);
    expect(again?.invocationArn).toBe(first?.invocationArn);
  });
});

it("reports what the requests said of themselves, and nothing secret", () => {
  const { requests, totals } = virtual.report();
  const [first] = requests;
  expect(first).toMatchObject({
    operation: "Converse",
    model: MODEL,
    region: "us-east-1",
    scopeRegion: "us-east-1",
  });
  expect(first).toMatchObject({ attempt: 1, outcome: "served", inputTokens: 6 });
  expect(first?.invocationId).toMatch(/^[0-9a-f-]{36}$/);
  expect(requests.some((request) => request.clientToken === "one")).toBe(true);
  expect(requests.some((request) => request.model === ARN)).toBe(true);
  expect(totals).toMatchObject({ inFlight: 0, served: totals.attempts });
  expect(JSON.stringify(virtual.report())).not.toMatch(/water|secret|AKID/);
});
