import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ThrottlingException,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import {
  BedrockRuntimeClient as OldestClient,
  ConverseCommand as OldestConverse,
  ConverseStreamCommand as OldestConverseStream,
} from "sdk-oldest";
import { spillway, withSpillway } from "spillway";
import { createSimulator, type Listening, type RequestRecord, type Simulator } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Siblings } from "../../src/smithy/siblings.js";
import { collect, converse } from "../simulator/helpers.js";
import { type Detour, type Relayed, relayAll } from "../smithy/relaying.js";
import { CREDENTIALS, failure, stubborn } from "./bench.js";
import { Forwarding } from "./forwarding.js";
import { callAll, OPERATIONS } from "./inference.js";

const [EAST, WEST, OTHER] = ["us-east-1", "us-west-2", "us.anthropic.claude-test-v1:0"];

let simulator: Simulator;
let listening: Listening;
const clients: { destroy(): void }[] = [];

beforeEach(async () => {
  const service = { meanMs: 5, sigma: 0 };
  const defaults = { service, rejectMs: 1, networkMs: 0, chunks: 4 };
  simulator = createSimulator({ regions: [EAST, WEST], defaults });
  listening = await simulator.listen();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const client of clients.splice(0)) client.destroy();
  await listening.close();
});

const url = (region: string): string => listening.urls[region] ?? "";
const hostOf = (region: string): string => new URL(url(region)).host;
const requests = (): readonly RequestRecord[] => simulator.report().requests;

function at(region: string, config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const client = new BedrockRuntimeClient({ region, endpoint: url(region), maxAttempts: 1, ...config });
  clients.push(client);
  return client;
}

interface Ways {
  readonly clientFor?: (region: string) => object;
  readonly endpointFor?: (region: string) => string;
  readonly homeFirst?: boolean;
}

/** Sends all calls of a client to the west. */
function relaying(home: BedrockRuntimeClient, { clientFor, endpointFor, homeFirst = false }: Ways): Relayed {
  const siblings = new Siblings({ home, clientFor, endpointFor, warnOnce: () => undefined });
  const detour: Detour = { siblings, region: WEST, modelId: OTHER, homeFirst };
  return relayAll(home, detour);
}

/** What four relayed calls leave in the report. */
const four = (ids: Relayed["ids"], expected: object): object[] =>
  OPERATIONS.map((operation, i) => ({
    operation,
    model: OTHER,
    region: WEST,
    attempt: 2,
    invocationId: ids[i],
    outcome: "served",
    ...expected,
  }));

const HANDLERS: [string, () => BedrockRuntimeClientConfig][] = [
  ["the default HTTP/2 handler", () => ({})],
  ["NodeHttpHandler", () => ({ requestHandler: new NodeHttpHandler() })],
];

const provider = async () => ({ ...CREDENTIALS, expiration: new Date(Date.now() + 3_600_000) });

type Signing = [string, BedrockRuntimeClientConfig, scope: string | undefined];
const SIGNING: Signing[] = [
  ["credentials", { credentials: CREDENTIALS }, WEST],
  ["a provider of credentials", { credentials: provider }, WEST],
  ["a token", { token: { token: "t" }, authSchemePreference: ["httpBearerAuth"] }, undefined],
  [
    "a provider of tokens",
    {
      credentials: CREDENTIALS,
      token: async () => ({ token: "t" }),
      authSchemePreference: ["httpBearerAuth"],
    },
    undefined,
  ],
];

describe.each(HANDLERS)("over real sockets with %s", (_name, handler) => {
  it.each(SIGNING)(
    "calls with %s reach the endpoint of the other region",
    async (_auth, signing, scopeRegion) => {
      const home = at(EAST, { ...handler(), ...signing });
      const { ids } = relaying(home, { endpointFor: url });
      await callAll(home);
      expect(requests()).toMatchObject(four(ids, { scopeRegion, host: hostOf(WEST) }));
    },
  );

  it("calls with a token of the environment do, too", async () => {
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "t");
    const home = at(EAST, handler());
    const { ids } = relaying(home, { endpointFor: url });
    await callAll(home);
    expect(requests()).toMatchObject(four(ids, { scopeRegion: undefined, host: hostOf(WEST) }));
    expect(requests().every(({ scopeRegion }) => scopeRegion === undefined)).toBe(true);
  });

  it("calls reach the user's own client, whatever its retries are", async () => {
    const wests: BedrockRuntimeClientConfig[] = [
      { maxAttempts: 1 },
      { maxAttempts: 3 },
      { maxAttempts: 10 },
      { retryMode: "adaptive" },
      { retryStrategy: stubborn(7) },
    ];
    for (const config of wests) {
      const west = withSpillway(at(WEST, { ...handler(), credentials: CREDENTIALS, ...config }), spillway());
      const home = at(EAST, { ...handler(), credentials: CREDENTIALS });
      const before = requests().length;
      const { ids } = relaying(home, { clientFor: () => west });
      await callAll(home);
      expect(requests().slice(before)).toMatchObject(four(ids, { scopeRegion: WEST, host: hostOf(WEST) }));
      simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests" }] } });
      const error = await failure(home.send(converse()));
      expect(error).toBeInstanceOf(ThrottlingException);
      expect(error.$metadata).toMatchObject({ httpStatusCode: 429 });
      expect(requests()).toHaveLength(before + 5);
      simulator.configure({ regionFaults: { [WEST]: [] } });
    }
  });

  it("an attempt at home and one elsewhere are of one call", async () => {
    simulator.configure({ regionFaults: { [EAST]: [{ fault: "tooManyRequests" }] } });
    const home = at(EAST, { ...handler(), credentials: CREDENTIALS });
    const { ids } = relaying(home, { endpointFor: url, homeFirst: true });
    await home.send(converse());
    const [invocationId] = ids;
    expect(requests()).toMatchObject([
      {
        region: EAST,
        scopeRegion: EAST,
        host: hostOf(EAST),
        attempt: 1,
        invocationId,
        outcome: "tooManyRequests",
      },
      { region: WEST, scopeRegion: WEST, host: hostOf(WEST), attempt: 2, invocationId, outcome: "served" },
    ]);
  });
});

const INNER: [string, () => NodeHttp2Handler | NodeHttpHandler][] = [
  ["HTTP/2", () => new NodeHttp2Handler({ disableConcurrentStreams: true })],
  ["HTTP/1.1", () => new NodeHttpHandler()],
];

type Flags = [string, BedrockRuntimeClientConfig, host: string];
const FLAGS: Flags[] = [
  ["its plain host", {}, "bedrock-runtime.us-west-2.amazonaws.com"],
  ["its FIPS host", { useFipsEndpoint: true }, "bedrock-runtime-fips.us-west-2.amazonaws.com"],
  ["its dual stack host", { useDualstackEndpoint: true }, "bedrock-runtime.us-west-2.api.aws"],
  [
    "its FIPS host, since the first region says so",
    { region: "fips-us-east-1" },
    "bedrock-runtime-fips.us-west-2.amazonaws.com",
  ],
  [
    "its FIPS and dual stack host",
    { useFipsEndpoint: async () => true, useDualstackEndpoint: async () => true },
    "bedrock-runtime-fips.us-west-2.api.aws",
  ],
];

/** A client of the service's own hosts, whose requests are led to the simulator. */
function ofService(config: object, inner: () => NodeHttp2Handler | NodeHttpHandler) {
  const forwarding = new Forwarding(inner(), url);
  const requestHandler = forwarding as unknown as NodeHttpHandler;
  const client = new BedrockRuntimeClient({ region: EAST, requestHandler, maxAttempts: 1, ...config });
  clients.push(client);
  return { client, forwarding };
}

describe.each(INNER)("without an endpoint, over %s", (_name, inner) => {
  it.each(FLAGS)("the service is reached at %s", async (_flags, flags, host) => {
    const { client, forwarding } = ofService({ credentials: CREDENTIALS, ...flags }, inner);
    const { ids } = relaying(client, {});
    await callAll(client);
    expect(requests()).toMatchObject(four(ids, { scopeRegion: WEST, host }));
    expect(forwarding.hosts).toEqual(Array(4).fill(host));
  });

  it("FIPS and dual stack of the environment hold there, too", async () => {
    vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
    vi.stubEnv("AWS_USE_DUALSTACK_ENDPOINT", "true");
    const { client, forwarding } = ofService({ credentials: CREDENTIALS }, inner);
    relaying(client, {});
    await client.send(converse());
    expect(forwarding.hosts).toEqual(["bedrock-runtime-fips.us-west-2.api.aws"]);
  });

  it.each<[string, BedrockRuntimeClientConfig, Record<string, string>]>([
    ["of the environment", {}, { AWS_BEARER_TOKEN_BEDROCK: "secret-token" }],
    [
      "of the configuration",
      { token: { token: "secret-token" }, authSchemePreference: ["httpBearerAuth"] },
      { AWS_BEARER_TOKEN_BEDROCK: "another" },
    ],
  ])("a token %s is shown there", async (_where, config, environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { client, forwarding } = ofService(config, inner);
    const { ids } = relaying(client, {});
    await callAll(client);
    expect(requests()).toMatchObject(four(ids, { host: "bedrock-runtime.us-west-2.amazonaws.com" }));
    expect(forwarding.authorizations).toEqual(Array(4).fill("Bearer secret-token"));
    expect(JSON.stringify(simulator.report())).not.toContain("secret");
  });

  it("a provider is asked once for both regions", async () => {
    let asked = 0;
    const credentials = () => {
      asked++;
      return provider();
    };
    const { client } = ofService({ credentials }, inner);
    simulator.configure({ regionFaults: { [EAST]: [{ fault: "tooManyRequests" }] } });
    const { ids } = relaying(client, { homeFirst: true });
    await callAll(client);
    expect(requests()).toHaveLength(8);
    expect(requests().map(({ scopeRegion }) => scopeRegion)).toEqual(Array(4).fill([EAST, WEST]).flat());
    expect(new Set(ids).size).toBe(4);
    expect(asked).toBe(1);
  });
});

describe("an endpoint of the environment", () => {
  it("leads nowhere but home", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url(EAST));
    const home = new BedrockRuntimeClient({ region: EAST, credentials: CREDENTIALS, maxAttempts: 1 });
    clients.push(home);
    relaying(home, {});
    const error = await failure(home.send(converse()));
    expect(error).toMatchObject({ code: "INVALID_SETTING", message: expect.stringContaining("endpointFor") });
    expect(requests()).toEqual([]);
  });

  it("does not hold where endpointFor names another", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", url(EAST));
    const home = new BedrockRuntimeClient({ region: EAST, credentials: CREDENTIALS, maxAttempts: 1 });
    clients.push(home);
    const { ids } = relaying(home, { endpointFor: url });
    await callAll(home);
    expect(requests()).toMatchObject(four(ids, { scopeRegion: WEST, host: hostOf(WEST) }));
  });
});

describe("the oldest SDK", () => {
  it("reaches the other region, too", async () => {
    const requestHandler = new NodeHttpHandler();
    const home = new OldestClient({
      region: EAST,
      endpoint: url(EAST),
      credentials: CREDENTIALS,
      requestHandler,
    });
    clients.push(home);
    // Its class and that of the newest are one to what is tested.
    const { ids } = relaying(home as unknown as BedrockRuntimeClient, { endpointFor: url });
    const messages = [{ role: "user" as const, content: [{ text: "hello" }] }];
    const input = { modelId: "anthropic.claude-test-v1:0", messages };
    await home.send(new OldestConverse(input));
    const { stream } = await home.send(new OldestConverseStream(input));
    expect((await collect(stream)).some((event) => event.messageStop)).toBe(true);
    const [first, second] = four(ids, { scopeRegion: WEST, host: hostOf(WEST) });
    expect(requests()).toMatchObject([first, second]);
  });
});
