import {
  type BedrockRuntimeClientConfig,
  StartAsyncInvokeCommand,
  ThrottlingException,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { bench, converse, failure, stubborn } from "./bench.js";

const CLIENTS: [string, BedrockRuntimeClientConfig][] = [
  ["maxAttempts 1", { maxAttempts: 1 }],
  ["maxAttempts 3", { maxAttempts: 3 }],
  ["maxAttempts 10", { maxAttempts: 10 }],
  ["adaptive mode", { retryMode: "adaptive", maxAttempts: 10 }],
  ["a strategy that ignores error classes", { retryStrategy: stubborn(20) }],
];

const throttled = (fault: "tooManyRequests" | "tooManyTokensPerDay") => ({
  defaults: { faults: [{ fault }] },
});

describe.each(CLIENTS)("a client with %s", (_name, client) => {
  it("makes at most five requests of a call that is always throttled, and throws the SDK's own error", async () => {
    const errors: unknown[] = [];
    const quiet = () => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error: (entry: unknown) => errors.push(entry) };
    const {
      clock,
      simulator,
      client: bedrock,
    } = bench({
      simulator: throttled("tooManyRequests"),
      client: { ...client, logger },
    });
    const error = await clock.run(failure(bedrock.send(converse())));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(error.$metadata).toMatchObject({ httpStatusCode: 429, attempts: 5 });
    expect(error.$metadata).toHaveProperty("requestId");
    expect(simulator.report().totals.attempts).toBe(5);
    expect(errors).toHaveLength(1);
    const { requests } = simulator.report();
    expect(requests.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(requests.map(({ invocationId }) => invocationId)).size).toBe(1);
  });

  it("makes one request of a call that meets its daily quota", async () => {
    const {
      clock,
      simulator,
      client: bedrock,
    } = bench({ simulator: throttled("tooManyTokensPerDay"), client });
    const error = await clock.run(failure(bedrock.send(converse())));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(error.$metadata).toMatchObject({ attempts: 1 });
    expect(simulator.report().totals.attempts).toBe(1);
  });

  it("sends the same client token with every attempt of StartAsyncInvoke", async () => {
    const { clock, simulator, client: bedrock } = bench({ simulator: throttled("tooManyRequests"), client });
    const command = new StartAsyncInvokeCommand({
      modelId: "amazon.nova-reel-v1:0",
      modelInput: {},
      outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://bucket" } },
    });
    await clock.run(failure(bedrock.send(command)));
    const tokens = simulator.report().requests.map(({ clientToken }) => clientToken);
    expect(tokens).toHaveLength(5);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toBeTruthy();
  });
});

describe("an answered call", () => {
  it("says how many attempts it took and how long it waited between them", async () => {
    const { clock, client } = bench({
      simulator: { defaults: { faults: [{ fault: "tooManyRequests", first: 2 }] } },
    });
    const { $metadata } = await clock.run(client.send(converse()));
    expect($metadata.attempts).toBe(3);
    expect($metadata.totalRetryDelay).toBeGreaterThan(0);
  });

  it("is cured once of a clock that is wrong", async () => {
    const once = bench({ simulator: { defaults: { faults: [{ fault: "clockSkew", first: 1 }] } } });
    const { $metadata } = await once.clock.run(once.client.send(converse()));
    expect($metadata.attempts).toBe(2);
    const always = bench({ simulator: { defaults: { faults: [{ fault: "clockSkew" }] } } });
    const error = await always.clock.run(failure(always.client.send(converse())));
    expect(error.$metadata).toMatchObject({ attempts: 2 });
  });
});
