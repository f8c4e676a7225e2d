import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import { type SpillwayOptions, withSpillway } from "spillway";
import { createSimulator, type Listening, type Simulator } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { converse } from "../simulator/helpers.js";
import { CREDENTIALS, failure } from "./bench.js";
import { Forwarding } from "./forwarding.js";
import { callAll, OPERATIONS } from "./inference.js";

const [EAST, WEST] = ["us-east-1", "us-west-2"];

let simulator: Simulator;
let listening: Listening;
const clients: { destroy(): void }[] = [];

beforeEach(async () => {
  const defaults = { service: { meanMs: 5, sigma: 0 }, rejectMs: 1, networkMs: 0, chunks: 4 };
  const regionFaults = { [EAST]: [{ fault: "unableToProcess" as const }] };
  simulator = createSimulator({ regions: [EAST, WEST], defaults, regionFaults });
  listening = await simulator.listen();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const client of clients.splice(0)) client.destroy();
  await listening.close();
});

const url = (region: string): string => listening.urls[region] ?? "";

function client(config: BedrockRuntimeClientConfig, options: SpillwayOptions = {}): BedrockRuntimeClient {
  const made = new BedrockRuntimeClient({ region: EAST, ...config });
  clients.push(made);
  return withSpillway(made, { regions: [EAST, WEST], ...options });
}

/** What was served in the west: one request for each of the four operations. */
const served = () => simulator.report().requests.filter(({ outcome }) => outcome === "served");

const provider = async () => ({ ...CREDENTIALS, expiration: new Date(Date.now() + 3_600_000) });
const bearer = { token: { token: "t" }, authSchemePreference: ["httpBearerAuth"] };

const SIGNING: [string, BedrockRuntimeClientConfig, string | undefined][] = [
  ["credentials", { credentials: CREDENTIALS }, WEST],
  ["a provider of credentials", { credentials: provider }, WEST],
  ["a token", bearer, undefined],
];

describe.each<[string, () => NodeHttp2Handler | NodeHttpHandler]>([
  ["HTTP/2", () => new NodeHttp2Handler({ disableConcurrentStreams: true })],
  ["HTTP/1.1", () => new NodeHttpHandler()],
])("a region that is down, over real sockets with %s", (_, handler) => {
  it.each(SIGNING)(
    "with %s and endpointFor: the other one serves, signed for it",
    async (_name, config, scope) => {
      const under = client(
        { ...config, endpoint: url(EAST), requestHandler: handler() },
        { endpointFor: (region) => url(region) },
      );
      await callAll(under);
      const expected = OPERATIONS.map((operation) => ({
        operation,
        region: WEST,
        scopeRegion: scope,
        host: new URL(url(WEST)).host,
      }));
      expect(served()).toMatchObject(expected);
    },
  );

  it.each([
    ["FIPS", { useFipsEndpoint: true }, "bedrock-runtime-fips.us-west-2.amazonaws.com"],
    ["dual stack", { useDualstackEndpoint: true }, "bedrock-runtime.us-west-2.api.aws"],
    ["the usual endpoints", {}, "bedrock-runtime.us-west-2.amazonaws.com"],
  ])("%s stay what they are elsewhere", async (_name, config, host) => {
    const forwarding = new Forwarding(handler(), url);
    await callAll(client({ credentials: CREDENTIALS, requestHandler: forwarding, ...config }));
    expect(served()).toMatchObject(OPERATIONS.map(() => ({ region: WEST, scopeRegion: WEST })));
    expect(forwarding.hosts.filter((each) => each === host)).toHaveLength(4);
  });
});

it("an endpoint from the environment is refused at the call, with nothing sent", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url(EAST));
  const error = await failure(client({ credentials: CREDENTIALS }).send(converse()));
  expect(error).toMatchObject({ name: "SpillwayError", code: "INVALID_SETTING" });
  expect(error.message).toContain("endpointFor");
  expect(simulator.report().totals.attempts).toBe(0);
});
