import { regionsOf } from "../operate/regions.js";
import type { SpillwayOptions } from "../settings/options.js";
import { createSimulator } from "../simulator/index.js";
import { type Spillway, spillway, withSpillway } from "../spillway.js";
import { noRegion } from "./regions.js";
import { PRETEND, type RunFlags } from "./run-flags.js";
import type { Sdk } from "./run-sdk.js";

/** A governed client, and what governs it. */
export interface Governed {
  readonly client: InstanceType<Sdk["BedrockRuntimeClient"]>;
  readonly instance: Spillway;
  /** Where calls go first. */
  readonly region: string;
}

/**
 * The SDK's own default is a connection of its own for each request, with a handshake each time: too dear for thousands. So
 * few share one that little is lost where it breaks.
 */
const CONNECTIONS = { disableConcurrentStreams: false, maxConcurrentStreams: 20 };

/** Far above what is in hand: a batch never finds its line full. */
const LINE = 100_000;

const SIMULATED_REGION = "us-east-1";
const FAKE = { accessKeyId: "fake", secretAccessKey: "fake" };

/** A batch waits for as long as it takes. What no flag says, variables and the settings file may. */
export const optionsOf = ({ regions, rpm, tpm }: RunFlags): SpillwayOptions => ({
  queue: { timeoutMs: "none", limit: LINE },
  quota: {
    ...(rpm !== undefined && { requestsPerMinute: rpm }),
    ...(tpm !== undefined && { tokensPerMinute: tpm }),
  },
  ...(regions !== undefined && { regions }),
});

function simulated(
  { BedrockRuntimeClient }: Sdk,
  flags: RunFlags,
  configured: readonly string[],
): Governed["client"] {
  const regions = regionsOf(flags.regions, configured, SIMULATED_REGION);
  const { slots, serviceMs, seed } = { ...PRETEND, ...flags };
  const simulator = createSimulator({
    seed,
    regions,
    keep: 0,
    defaults: { slots, service: { meanMs: serviceMs } },
  });
  const [region = SIMULATED_REGION] = regions;
  return new BedrockRuntimeClient({ region, credentials: FAKE, requestHandler: simulator.handler() });
}

/**
 * @param configured regions of the settings
 * @throws Error where nobody names a region
 */
export async function governedClient(
  sdk: Sdk,
  flags: RunFlags,
  configured: readonly string[],
): Promise<Governed> {
  const [region] = regionsOf(flags.regions, configured, undefined);
  const bare = flags.simulate
    ? simulated(sdk, flags, configured)
    : new sdk.BedrockRuntimeClient({ requestHandler: CONNECTIONS, ...(region !== undefined && { region }) });
  const home = await bare.config.region().catch(() => undefined);
  if (home === undefined) throw noRegion();
  const instance = spillway(optionsOf(flags));
  return { client: withSpillway(bare, instance), instance, region: home };
}
