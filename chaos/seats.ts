import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import {
  type Clock,
  type Random,
  type Spillway,
  type SpillwayOptions,
  spillway,
  withSpillway,
} from "spillway";
import { ChaosError } from "./errors.js";
import { count, type Ledger } from "./ledger.js";
import { listenTo } from "./listeners.js";
import { CREDENTIALS, HOSTILE_SHARE, IDLE_MS, REGIONS, type Region, SESSION_MS } from "./mixture.js";
import type { Wire } from "./wire.js";

/** What all clients of a run have in common. */
export interface Ground {
  readonly ledger: Ledger;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  readonly urls: Readonly<Record<string, string>>;
}

/** One instance of spillway and the clients that share it. */
export interface Seat {
  readonly plugin: Spillway;
  readonly clients: readonly BedrockRuntimeClient[];
  /** What it was made with. */
  readonly options: SpillwayOptions;
  /** It forgets lanes, and with them what they counted. */
  readonly forgetful: boolean;
  /** Mode `observe`: streams are seen and not closed. */
  readonly watchesOnly: boolean;
  /** `attempt` events so far. */
  readonly ended: () => number;
}

type Config = BedrockRuntimeClientConfig;

/** With its own HTTP/2 handler, as most have it. */
const http2 = (requestTimeout?: number): Config => ({
  requestHandler: { sessionTimeout: SESSION_MS, ...(requestTimeout !== undefined && { requestTimeout }) },
});

const http1 = (requestTimeout: number): Config => ({
  requestHandler: new NodeHttpHandler({
    requestTimeout,
    throwOnRequestTimeout: true,
    connectionTimeout: 2500,
    httpAgent: { maxSockets: 400, keepAlive: true },
  }),
});

const QUICK: SpillwayOptions = {
  queue: { timeoutMs: 800, limit: 400 },
  retry: { baseMs: 4, capMs: 60, maxAttempts: 4 },
  breaker: { openMs: 60, maxOpenMs: 250 },
  streams: { idleMs: IDLE_MS },
  spill: { afterMs: 20 },
};

/** Each with the regions and the handlers of its clients. */
interface Kind {
  readonly options: SpillwayOptions;
  readonly clients: readonly (readonly [region: Region, config: () => Config])[];
  readonly clientFor?: true;
  readonly forgetful?: true;
}

const [EAST, WEST, CENTRAL] = REGIONS;

const KINDS: readonly Kind[] = [
  {
    options: { ...QUICK, regions: REGIONS },
    clients: [
      [EAST, () => http2()],
      [WEST, () => http1(2500)],
    ],
  },
  {
    options: {
      ...QUICK,
      regions: [WEST, CENTRAL],
      window: { law: "textbook", initial: 8 },
      queue: { timeoutMs: 300, limit: 40 },
      breaker: { openMs: 100, maxOpenMs: 400, whenOpen: "fail", scope: "model" },
    },
    clients: [[WEST, () => http2(2500)]],
  },
  { options: { ...QUICK, mode: "observe" }, clients: [[CENTRAL, () => http1(2500)]] },
  {
    options: { ...QUICK, regions: REGIONS, lanes: { limit: 2 }, retry: { ...QUICK.retry, maxAttempts: 5 } },
    clients: [[EAST, () => http2()]],
    forgetful: true,
  },
  {
    options: {
      ...QUICK,
      targets: [
        { region: CENTRAL },
        { region: EAST, modelId: "amazon.nova-pro-v1:0", weight: 2 },
        { modelId: "amazon.nova-micro-v1:0" },
      ],
      quota: { requestsPerMinute: 60_000, tokensPerMinute: 5_000_000, tokensPerDay: 1e12 },
    },
    clients: [[CENTRAL, () => http1(2500)]],
    clientFor: true,
  },
];

/** Lives for a short while only: see `turmoil.ts`. */
const BRIEF: Kind = {
  options: { ...QUICK, regions: [EAST, CENTRAL], mode: "enforce" },
  clients: [
    [EAST, () => http2(2500)],
    [EAST, () => http1(2500)],
  ],
  clientFor: true,
};

export const lastingSeats = (ground: Ground): Seat[] => KINDS.map((kind) => seatOf(kind, ground));
export const briefSeat = (ground: Ground): Seat => seatOf(BRIEF, ground);

function seatOf(kind: Kind, ground: Ground): Seat {
  const { clock, random, urls, ledger } = ground;
  const endpointFor = (region: string): string => urls[region] ?? "";
  const siblings: BedrockRuntimeClient[] = [];
  const clientFor = (region: string): BedrockRuntimeClient => {
    if (random() < HOSTILE_SHARE * 4) {
      count(ledger.unsent, "clientFor threw");
      throw new ChaosError("clientFor");
    }
    const sibling = clientOf(region, http1(2500), ground);
    siblings.push(sibling);
    return sibling;
  };
  const way = kind.clientFor ? { clientFor } : { endpointFor };
  const plugin = spillway({ ...kind.options, ...way, clock, random });
  const ended = listenTo(plugin, ground);
  const own = kind.clients.map(([region, config]) =>
    withSpillway(clientOf(region, config(), ground), plugin),
  );
  const clients = own.map((client) => Object.assign(client, { destroy: destroyAll(client, siblings) }));
  const { options, forgetful = false } = kind;
  return { plugin, clients, options, forgetful, watchesOnly: options.mode === "observe", ended };
}

/** With the clients that were made for it. */
function destroyAll(client: BedrockRuntimeClient, siblings: BedrockRuntimeClient[]): () => void {
  const destroy = client.destroy.bind(client);
  return () => {
    destroy();
    for (const sibling of siblings.splice(0)) sibling.destroy();
  };
}

function clientOf(region: string, config: Config, { urls, wire }: Ground): BedrockRuntimeClient {
  const client = new BedrockRuntimeClient({
    region,
    endpoint: urls[region] ?? "",
    credentials: CREDENTIALS,
    // Its own loop would only be seen in `observe`.
    maxAttempts: 3,
    ...config,
  });
  wire.watch(client);
  return client;
}
