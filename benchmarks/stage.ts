import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { createSimulator, type Simulator, type SimulatorHandler, VirtualClock } from "spillway/simulator";
import type { Scenario } from "./scenario.js";

export const REGION = "us-east-1";
/** A model whose tokens cost the same in and out. */
export const MODEL = "amazon.nova-lite-v1:0";
export const LANE = `${REGION}/${MODEL}`;
/** A model of its own, that takes no time, so that a client's first reading of files is over before the run. */
export const WARM_UP = "warm-up";
export const AT_ONCE = { slots: Number.POSITIVE_INFINITY, networkMs: 0, service: { meanMs: 0 } };

/** Tokens of the prompt: the simulator counts one for four characters. */
const PROMPT_TOKENS = 100;
const TEXT = "flow".repeat(PROMPT_TOKENS);
const MAX_TOKENS = 200;

/** What somebody wants: a request that keeps its size over all attempts. */
export interface Wanted {
  /** Tokens that it reserves; undefined where no quota counts them. */
  readonly tokens: number | undefined;
}

/** One process's way to send: settles with the answer or the failure that its caller sees. */
export type Send = (wanted: Wanted) => Promise<unknown>;

/** Makes a client whose first call is behind it. */
export type MakeClient = (config?: BedrockRuntimeClientConfig) => Promise<BedrockRuntimeClient>;

/** A pretend Bedrock in virtual time, and clients for it. */
export interface Stage {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly client: MakeClient;
}

export function commandFor(modelId: string, { tokens }: Wanted): ConverseCommand {
  const messages = [{ role: "user" as const, content: [{ text: TEXT }] }];
  const maxTokens = tokens === undefined ? MAX_TOKENS : tokens - PROMPT_TOKENS;
  return new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens } });
}

export const senderOf =
  (client: BedrockRuntimeClient): Send =>
  (wanted) =>
    client.send(commandFor(MODEL, wanted));

export const clientsOf =
  (clock: VirtualClock, requestHandler: SimulatorHandler): MakeClient =>
  async (config = {}) => {
    const made = new BedrockRuntimeClient({
      region: REGION,
      credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
      requestHandler,
      ...config,
    });
    await clock.run(made.send(commandFor(WARM_UP, { tokens: undefined })));
    return made;
  };

/** @param keep how many requests the simulator's report lists */
export function openStage(scenario: Scenario, seed: number, keep = 0): Stage {
  const clock = new VirtualClock();
  const models = { [MODEL]: scenario.server, [WARM_UP]: AT_ONCE };
  const simulator = createSimulator({ seed, clock, keep, models });
  return { scenario, seed, clock, simulator, client: clientsOf(clock, simulator.handler()) };
}
