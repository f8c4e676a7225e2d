import { BedrockRuntime, BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { BedrockRuntimeClient as OldestClient } from "sdk-oldest";
import { SpillwayError, spillway } from "spillway";
import { describe, expect, it } from "vitest";
import { hasOwnEndpoint, isServiceHost } from "../../src/smithy/hosts.js";
import { type SiblingClient, type SiblingOptions, Siblings } from "../../src/smithy/siblings.js";
import { CREDENTIALS } from "../integration/bench.js";
import { clientOf, converse } from "../simulator/helpers.js";

function siblingsOf(options: Partial<SiblingOptions> = {}): Siblings & { said: string[] } {
  const said: string[] = [];
  const none = { home: undefined, clientFor: undefined, endpointFor: undefined };
  const siblings = new Siblings({ ...none, warnOnce: (_key, message) => said.push(message()), ...options });
  return Object.assign(siblings, { said });
}

const config = (client: SiblingClient) => client.config as BedrockRuntimeClient["config"];

/** What making a sibling is refused with. */
function refusal(options: Partial<SiblingOptions>): string {
  try {
    siblingsOf(options).for("us-west-2");
  } catch (error) {
    if (error instanceof SpillwayError && error.code === "INVALID_SETTING") return error.message;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("a client of another region that we make", () => {
  it.each<[string, object]>([
    ["client", clientOf({})],
    ["aggregated client", new BedrockRuntime({ region: "us-east-1", credentials: CREDENTIALS })],
    ["client of the oldest SDK", new OldestClient({ region: "us-east-1", credentials: CREDENTIALS })],
  ])("is of the class of the first one, a %s, and made once", async (_name, home) => {
    const siblings = siblingsOf({ home: home as BedrockRuntimeClient });
    const west = siblings.for("us-west-2");
    expect(siblings.for("us-west-2")).toBe(west);
    expect(siblings.for("eu-west-1")).not.toBe(west);
    expect(await config(west).region()).toBe("us-west-2");
    expect(await config(siblings.for("eu-west-1")).region()).toBe("eu-west-1");
    expect(west.by).toBe("service");
    expect(siblings.said).toEqual([]);
  });

  it("takes over what is good for every region, and nothing else", async () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const requestHandler = new NodeHttpHandler();
    const home = clientOf({
      requestHandler,
      logger,
      token: { token: "t" },
      authSchemePreference: ["httpBearerAuth"],
      useFipsEndpoint: true,
      useDualstackEndpoint: true,
      userAgentAppId: "dam",
      customUserAgent: "weir/1",
      disableClockSkewCorrection: true,
      systemClockOffset: 7,
      maxAttempts: 9,
      retryMode: "adaptive",
      ignoreConfiguredEndpointUrls: true,
      profile: "p",
    });
    const west = config(siblingsOf({ home }).for("us-west-2"));
    expect(west.requestHandler).toBe(requestHandler);
    expect(west.logger).toBe(logger);
    expect(west.profile).toBe("p");
    expect((await west.token?.())?.token).toBe("t");
    expect(await west.credentials()).toMatchObject({ accessKeyId: "AKIDFAKE" });
    expect(await west.authSchemePreference()).toEqual(["httpBearerAuth"]);
    expect([await west.useFipsEndpoint(), await west.useDualstackEndpoint()]).toEqual([true, true]);
    expect(await west.userAgentAppId()).toBe("dam");
    expect(west.customUserAgent).toEqual([["weir/1"]]);
    expect(await west.disableClockSkewCorrection()).toBe(true);
    expect(west.systemClockOffset).toBe(7);
    expect(west.ignoreConfiguredEndpointUrls).toBe(true);
    expect(await west.maxAttempts()).toBe(1);
    expect((await west.retryStrategy()) === (await home.config.retryStrategy())).toBe(false);
    expect(west.endpoint).toBeUndefined();
  });

  it("writes nothing to the first one's configuration", async () => {
    const home = clientOf({ requestHandler: { handle: () => Promise.reject(new Error("enough")) } as never });
    await home.send(converse()).catch(() => undefined);
    const before = new Map(Object.entries(home.config));
    const stack = home.middlewareStack.identify();
    const west = siblingsOf({ home }).for("us-west-2");
    await config(west).credentials();
    expect(new Map(Object.entries(home.config))).toEqual(before);
    for (const [key, value] of before) expect(Reflect.get(home.config, key), key).toBe(value);
    expect(home.middlewareStack.identify()).toEqual(stack);
  });

  it("asks providers no oftener than one client does", async () => {
    let asked = 0;
    let lifeMs = 3_600_000;
    const credentials = async () => {
      asked++;
      return { ...CREDENTIALS, expiration: new Date(Date.now() + lifeMs) };
    };
    let tokens = 0;
    const token = async () => {
      tokens++;
      return { token: "t", expiration: new Date(Date.now() + 3_600_000) };
    };
    const home = clientOf({ credentials, token });
    const siblings = siblingsOf({ home });
    const all = [home.config, config(siblings.for("us-west-2")), config(siblings.for("eu-west-1"))];
    for (const each of [...all, ...all]) {
      await each.credentials();
      await each.token?.();
    }
    expect([asked, tokens]).toEqual([1, 1]);
    await all[1]?.credentials({ forceRefresh: true });
    expect(asked).toBe(2);
    lifeMs = 1000;
    await home.config.credentials({ forceRefresh: true });
    const before = asked;
    // Near their end they are asked for at each use, here as there.
    for (const each of all) await each.credentials();
    expect(asked).toBe(before + 3);
  });

  it("goes to the endpoint that endpointFor names", async () => {
    const home = clientOf({ endpoint: "http://gateway.test" });
    const endpointFor = (region: string): string => `https://${region}.gateway.test/bedrock`;
    const west = siblingsOf({ home, endpointFor }).for("us-west-2");
    expect(west.by).toBe("endpointFor");
    expect(await config(west).endpoint?.()).toMatchObject({ hostname: "us-west-2.gateway.test" });
  });

  it("does not log what the first one logs, and says once which middleware it has not", () => {
    const home = clientOf({});
    const noop = (next: unknown) => next as never;
    home.middlewareStack.use(spillway());
    home.middlewareStack.add(noop, { name: "tracer", aliases: ["spy"], step: "build" });
    home.middlewareStack.addRelativeTo(noop, {
      name: "auditor",
      relation: "before",
      toMiddleware: "retryMiddleware",
    });
    home.middlewareStack.add(noop);
    const siblings = siblingsOf({ home });
    const { middlewareStack } = siblings.for("us-west-2");
    expect(middlewareStack.identify().join()).not.toMatch(/logger|tracer|spillway/);
    expect(siblings.said).toHaveLength(1);
    expect(siblings.said[0]).toContain("(anonymous, tracer (a.k.a. spy), auditor)");
    expect(siblings.said[0]).toContain("clientFor");
  });
});

describe("the user's own client", () => {
  it("is taken as it is, asked for once for each region", () => {
    const asked: string[] = [];
    const west = clientOf({ region: "us-west-2" });
    const clientFor = (region: string): object => {
      asked.push(region);
      return west;
    };
    const siblings = siblingsOf({ clientFor, home: clientOf({}) });
    expect(siblings.for("us-west-2")).toMatchObject({ config: west.config, by: "clientFor" });
    expect(siblings.for("us-west-2").middlewareStack).toBe(west.middlewareStack);
    expect(asked).toEqual(["us-west-2"]);
    expect(siblings.said).toEqual([]);
  });

  it("is asked for again where it was none", () => {
    let asked = 0;
    const siblings = siblingsOf({
      clientFor: () => {
        if (asked++ === 0) throw new RangeError("my key is 42");
        return clientOf({ region: "us-west-2" });
      },
    });
    expect(() => siblings.for("us-west-2")).toThrow('clientFor("us-west-2") threw RangeError');
    expect(siblings.for("us-west-2").by).toBe("clientFor");
  });
});

describe("there is no other client", () => {
  const home = clientOf({});
  const throwing = (): never => {
    throw new TypeError("https://me:secret@gateway.test");
  };
  const throwingText = (): never => {
    throw "secret";
  };

  it.each<[string, Partial<SiblingOptions>, RegExp]>([
    ["without a first one", {}, /us-west-2.*clientFor.*withSpillway/],
    ["when clientFor throws", { clientFor: throwing }, /^clientFor\("us-west-2"\) threw TypeError$/],
    ["when clientFor throws a text", { clientFor: throwingText }, /threw string$/],
    ["when clientFor gives nothing", { clientFor: () => undefined as never }, /clientFor.*gave no client/],
    ["when clientFor gives a configuration", { clientFor: () => ({ region: "x" }) }, /gave no client/],
    ["when clientFor is asynchronous", { clientFor: async () => home }, /gave no client.*promise/],
    ["when clientFor fails later", { clientFor: () => Promise.reject(new Error("x")) }, /gave no client/],
    [
      "when endpointFor throws",
      { home, endpointFor: throwing },
      /^endpointFor\("us-west-2"\) threw TypeError$/,
    ],
    ["when endpointFor gives no URL", { home, endpointFor: () => "gateway.test" }, /no absolute http/],
    ["when endpointFor gives another URL", { home, endpointFor: () => "ftp://a:b@c" }, /no absolute http/],
    [
      "when endpointFor is asynchronous",
      { home, endpointFor: (async () => "http://a") as never },
      /absolute/,
    ],
    ["for a client with an endpoint", { home: clientOf({ endpoint: "http://a.test" }) }, /endpointFor/],
    [
      "for a client with an endpoint provider",
      { home: clientOf({ endpointProvider: () => ({ url: new URL("http://a.test") }) }) },
      /endpointFor/,
    ],
    ["for what is no client", { home: { middlewareStack: { use() {} }, config: {} } }, /clientFor/],
    [
      "for a class that wants more",
      {
        home: new (class extends BedrockRuntimeClient {
          constructor(...[options]: ConstructorParameters<typeof BedrockRuntimeClient>) {
            super({ ...options, region: (options as { place?: string }).place?.toLowerCase() as string });
            if (!("place" in (options as object))) throw new RangeError("secret");
          }
        })({ place: "us-east-1", credentials: CREDENTIALS } as never),
      },
      /threw RangeError.*clientFor/,
    ],
    [
      "for a wrapper around a client",
      { home: { middlewareStack: home.middlewareStack, config: home.config } },
      /makes no clients.*clientFor/,
    ],
  ])("%s", (_name, options, message) => {
    const said = refusal(options);
    expect(said).toMatch(message);
    expect(said).not.toMatch(/secret|a:b|42/);
  });
});

describe("an endpoint of its own", () => {
  it.each<[string, unknown, boolean]>([
    ["none", clientOf({}).config, false],
    ["given", clientOf({ endpoint: "http://a.test" }).config, true],
    [
      "given by a provider",
      clientOf({ endpoint: async () => ({ url: new URL("http://a.test") }) }).config,
      true,
    ],
    ["of the oldest SDK", new OldestClient({ region: "us-east-1", endpoint: "http://a.test" }).config, true],
    ["none of the oldest SDK", new OldestClient({ region: "us-east-1" }).config, false],
    ["in no configuration", undefined, false],
  ])("%s", (_name, of, expected) => {
    expect(hasOwnEndpoint(of)).toBe(expected);
  });

  const REGIONS = [
    "us-east-1",
    "us-gov-west-1",
    "cn-north-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
  ];
  const FLAGS: [boolean, boolean][] = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ];

  it.each(REGIONS)("shows in the host: the service's own are known in %s", async (region) => {
    const hosts: string[] = [];
    for (const [useFipsEndpoint, useDualstackEndpoint] of FLAGS) {
      const handle = async ({ hostname }: { hostname: string }): Promise<never> => {
        hosts.push(hostname);
        throw new Error("enough");
      };
      const client = clientOf({
        region,
        useFipsEndpoint,
        useDualstackEndpoint,
        requestHandler: { handle } as never,
      });
      await client.send(converse()).catch(() => undefined);
    }
    // Not every partition has dual stack.
    expect(hosts.length).toBeGreaterThanOrEqual(2);
    expect(hosts.filter((host) => !isServiceHost(host, region))).toEqual([]);
    expect(hosts.filter((host) => isServiceHost(host, "us-west-2"))).toEqual([]);
  });

  it.each<[unknown]>([
    ["127.0.0.1"],
    ["gateway.test"],
    ["bedrock-runtime.us-east-1.amazonaws.com.gateway.test"],
    ["bedrock-runtime.us-east-1.gateway.test"],
    ["vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com"],
    ["bedrock.us-east-1.amazonaws.com"],
    ["bedrock-runtime.amazonaws.com"],
    ["my-bedrock-runtime.us-east-1.amazonaws.com"],
    [""],
    [undefined],
    [7],
  ])("%j is not the service's own", (host) => {
    expect(isServiceHost(host, "us-east-1")).toBe(false);
  });
});
