import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type SpillwayEvents, spillway, withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CREDENTIALS, converse } from "../integration/bench.js";
import { REGION } from "../quotas/samples.js";
import { type StandIn, standIn } from "./stand-in.js";

const NOVA = "us.amazon.nova-lite-v1:0";
const SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
let service: StandIn;

beforeEach(async () => {
  service = await standIn(REGION);
  vi.stubEnv("AWS_ENDPOINT_URL_SERVICE_QUOTAS", service.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.close();
});

const simulator = createSimulator({ defaults: { service: { meanMs: 5 } } });

/** A real client in real time, the control plane on this machine. */
function governed(config: object = {}) {
  const plugin = spillway({ quota: "auto" });
  const client = withSpillway(
    new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
      ...config,
    }),
    plugin,
  );
  const next = <Name extends keyof SpillwayEvents>(name: Name): Promise<SpillwayEvents[Name]> =>
    new Promise((resolve) => {
      const off = plugin.on(name, (event) => {
        off();
        resolve(event);
      });
    });
  return { plugin, client, next };
}

describe('quota: "auto", with the real client for Service Quotas', () => {
  it("reads with the credentials of the client that the call came from, all pages, once for a region", async () => {
    const { plugin, client, next } = governed();
    const read = next("quota");
    await client.send(converse("hello", SONNET));
    expect(service.arrived).toEqual([]);
    expect(await read).toMatchObject({ model: SONNET, unit: "requests", to: 10 });
    const of = (operation: string) => service.arrived.filter((each) => each.operation === operation);
    expect(of("ListServiceQuotas").length).toBeGreaterThan(3);
    for (const { authorization } of service.arrived) {
      expect(authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/us-east-1\/servicequotas\//);
    }
    const first = service.arrived.length;
    const again = next("quota");
    await client.send(converse("hello", NOVA));
    expect(await again).toMatchObject({ model: NOVA, unit: "tokens", to: 4_000_000 });
    expect(service.arrived).toHaveLength(first);
    expect(plugin.snapshot().lanes.map(({ quotas }) => quotas)).toMatchObject([
      { requestsPerMinute: 10, tokensPerMinute: 200_000, tokensPerDay: 288_000_000 },
      { tokensPerMinute: 4_000_000, tokensPerDay: 5_760_000_000 },
    ]);
  });

  it.each([
    ["AccessDeniedException", 400],
    ["ServiceException", 500],
  ])("goes on and learns, with one warning, where it meets %s", async (name, status) => {
    service.fail("ListServiceQuotas", name, status);
    const { plugin, client, next } = governed();
    const warned = next("warning");
    await client.send(converse("hello", SONNET));
    expect((await warned).message).toMatch(new RegExp(`are learnt, since they can't be read: ${name}\\.`));
    await client.send(converse("hello", SONNET));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ quotas: {}, counters: { attempts: 2 } });
  });

  it("says which model it does not know", async () => {
    const { client, next } = governed();
    const warned = next("warning");
    await client.send(converse("hello", "global.anthropic.claude-opus-4-8"));
    expect((await warned).message).toContain(
      "What Service Quotas calls anthropic.claude-opus-4-8 is not known here",
    );
  });

  it("asks through the client's handler of HTTP/1.1", async () => {
    const handler = new NodeHttpHandler();
    const sent = vi.spyOn(handler, "handle");
    const listening = await simulator.listen({ port: 0 });
    const { client, next } = governed({
      requestHandler: handler,
      endpoint: listening.urls["us-east-1"],
    });
    const read = next("quota");
    await client.send(converse("hello", SONNET));
    await read;
    const hosts = new Set(sent.mock.calls.map(([{ port }]) => String(port)));
    expect(hosts).toContain(new URL(service.url).port);
    // The handler is the client's, and still of use.
    await client.send(converse("hello", SONNET));
    client.destroy();
    await listening.close();
  });
});
