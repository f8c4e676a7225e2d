import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import type { RetryStrategyV2, StandardRetryToken } from "@smithy/types";
import { type Spillway, type SpillwayOptions, spillway, withSpillway } from "spillway";
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  seeded,
  VirtualClock,
} from "spillway/simulator";

export const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
export const MODEL = "anthropic.claude-3-haiku-20240307-v1:0";

/** A real client with spillway on it, in front of a pretend Bedrock, all in virtual time. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly client: BedrockRuntimeClient;
  readonly plugin: Spillway;
}

export interface BenchOptions {
  readonly simulator?: SimulatorOptions;
  readonly client?: BedrockRuntimeClientConfig;
  readonly spillway?: SpillwayOptions;
  readonly seed?: number;
}

export function bench(options: BenchOptions = {}): Bench {
  const clock = new VirtualClock();
  const seed = options.seed ?? 1;
  const simulator = createSimulator({ seed, clock, ...options.simulator });
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: CREDENTIALS,
    requestHandler: simulator.handler(),
    ...options.client,
  });
  const plugin = spillway({ clock, random: seeded(seed), ...options.spillway });
  withSpillway(client, plugin);
  return { clock, simulator, client, plugin };
}

export function converse(text = "hello", model = MODEL): ConverseCommand {
  return new ConverseCommand(prompt(text, model));
}

export function converseStream(text = "hello", model = MODEL): ConverseStreamCommand {
  return new ConverseStreamCommand(prompt(text, model));
}

function prompt(text: string, modelId: string): ConverseCommandInput {
  return { modelId, messages: [{ role: "user", content: [{ text }] }], inferenceConfig: { maxTokens: 200 } };
}

/** The error that a promise fails with; fails the test where it does not. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("expected a failure");
  return outcome as Error & Record<string, unknown>;
}

/** A user's own retry strategy: repeats whatever happens, at once, so many times. */
export function stubborn(retries: number): RetryStrategyV2 {
  const token = (count: number): StandardRetryToken => ({
    getRetryCount: () => count,
    getRetryDelay: () => 0,
    getRetryCost: () => 0,
  });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (last) => {
      if (last.getRetryCount() >= retries) throw new Error("enough");
      return token(last.getRetryCount() + 1);
    },
    recordSuccess: () => undefined,
  };
}
