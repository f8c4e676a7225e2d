import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { type Spillway, spillway, withSpillway } from "spillway";
import { createSimulator, type Fault, type Simulator } from "spillway/simulator";

export const HOME = "us-east-1";
export const AWAY = "us-west-2";
/** Whole answers. */
export const REPORTS = "us.anthropic.claude-sonnet-4-20250514-v1:0";
/** Streams. */
export const CHAT = "us.amazon.nova-lite-v1:0";

/** When home answers no more, in ms since the service began. */
export const BROWN_OUT = { from: 4000, to: 7000 } as const;

/** Streams that end without their last words, a few early and a few late. */
const CUT_SHORT: readonly Fault[] = [1500, 8500].map((from) => ({
  fault: "modelTimeout",
  where: "eof",
  from,
  first: 2,
}));

/** A pretend Bedrock in two regions behind real sockets, and an application's client with spillway on it. */
export interface Service {
  readonly simulator: Simulator;
  readonly client: BedrockRuntimeClient;
  readonly plugin: Spillway;
  close(): Promise<void>;
}

export async function openService(): Promise<Service> {
  const simulator = createSimulator({
    regions: [HOME, AWAY],
    defaults: { slots: 6, service: { meanMs: 220, sigma: 0.4 }, networkMs: 2 },
    models: { [CHAT]: { faults: CUT_SHORT } },
    regionFaults: { [HOME]: [{ fault: "unableToProcess", ...BROWN_OUT }] },
  });
  const { urls, close } = await simulator.listen();
  const endpoint = urls[HOME] ?? "";
  const bare = new BedrockRuntimeClient({
    region: HOME,
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    endpoint,
  });
  const plugin = spillway({
    regions: [HOME, AWAY],
    endpointFor: (region) => urls[region] ?? endpoint,
    residency: ["us"],
    // What AWS Service Quotas would tell.
    quota: { tokensPerMinute: 400_000, tokensPerDay: 50_000_000 },
  });
  const client = withSpillway(bare, plugin);
  return {
    simulator,
    client,
    plugin,
    close: async () => {
      await plugin.drain();
      client.destroy();
      await close();
    },
  };
}
