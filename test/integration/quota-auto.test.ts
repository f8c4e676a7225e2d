import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { S3Client } from "@aws-sdk/client-s3";
import { type SpillwayOptions, spillway, withSpillway } from "spillway";
import { seeded } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { bench, CREDENTIALS, converse, failure, MODEL } from "./bench.js";

const service = { slots: 1000, networkJitterMs: 30, service: { meanMs: 300 } };
const limited = { defaults: { ...service, requests: { perMinute: 120, refill: "sliding" as const } } };

/** A bench, with what its instance has said. */
function told(spillway: SpillwayOptions, simulator = limited) {
  const made = bench({
    simulator,
    spillway: { queue: { timeoutMs: "none" }, retry: { maxAttempts: 50 }, ...spillway },
  });
  const warnings: string[] = [];
  const quotas: object[] = [];
  made.plugin.on("warning", ({ message }) => warnings.push(message));
  made.plugin.on("quota", (event) => quotas.push(event));
  const burst = (size: number, model = MODEL) =>
    made.clock.run(
      Promise.all(Array.from({ length: size }, () => made.client.send(converse("hello", model)))),
    );
  return { ...made, warnings, quotas, burst };
}

describe('quota: "auto"', () => {
  it("keeps to what was read, and tells it", async () => {
    const asked: string[][] = [];
    const quotasFor = async (...about: string[]) => {
      asked.push(about);
      return { requestsPerMinute: 120, tokensPerMinute: 1e6, tokensPerDay: 1e9 };
    };
    const { burst, simulator, plugin, quotas, warnings } = told({ quota: "auto", quotasFor });
    await burst(400);
    expect(asked).toEqual([["us-east-1", MODEL]]);
    // What may be refused is what went in the first tenth of a second, before anything was read: the first window.
    const { served, attempts } = simulator.report().totals;
    expect(served).toBe(400);
    expect(attempts - served).toBeLessThanOrEqual(4);
    expect(plugin.snapshot().lanes[0]?.quotas).toMatchObject({
      requestsPerMinute: 120,
      tokensPerMinute: 1e6,
      tokensPerDay: 1e9,
    });
    const read = {
      region: "us-east-1",
      model: MODEL,
      from: Number.POSITIVE_INFINITY,
      reason: "the applied quota was read",
    };
    expect(quotas).toEqual([
      { ...read, unit: "requests", to: 120 },
      { ...read, unit: "tokens", to: 1e6 },
    ]);
    expect(warnings).toEqual([]);
  });

  it("asks when the first requests are on the wire, and waits for no answer", async () => {
    const sent: number[] = [];
    let asked = 0;
    const { burst, simulator, clock } = told({
      quota: "auto",
      quotasFor: () => {
        asked++;
        sent.push(simulator.report().totals.attempts);
        return new Promise(() => undefined);
      },
    });
    await burst(1);
    expect([asked, sent, simulator.report().totals.served]).toEqual([1, [1], 1]);
    await burst(20);
    expect(asked).toBe(1);
    expect(clock.now()).toBeLessThan(60_000);
  });

  it("lets what is stated count before what was read", async () => {
    const quotasFor = () => ({ requestsPerMinute: 5, tokensPerMinute: 1e6 });
    const { burst, plugin } = told({
      quota: { source: "auto", requestsPerMinute: 7 },
      models: { [MODEL]: { quota: { tokensPerMinute: 9999 } } },
      quotasFor,
    });
    await burst(1);
    expect(plugin.snapshot().lanes[0]?.quotas).toMatchObject({ requestsPerMinute: 7, tokensPerMinute: 9999 });
  });

  it("asks for each lane, where the general setting or a model's says so", async () => {
    const asked: string[] = [];
    const quotasFor = (_region: string, model: string) => {
      asked.push(model);
      return undefined;
    };
    const { burst, warnings } = told({ models: { "amazon.*": { quota: "auto" } }, quotasFor });
    await burst(1, MODEL);
    await burst(1, "amazon.nova-lite-v1:0");
    await burst(1, "amazon.nova-pro-v1:0");
    expect(asked).toEqual(["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [
      "fails",
      Object.assign(new Error("User: arn:aws:iam::123456789012:user/x"), { name: "AccessDeniedException" }),
    ],
    ["throws", "a text"],
  ])("learns, with one warning, where reading %s", async (how, error) => {
    const quotasFor = () => {
      if (how === "throws") throw error;
      return Promise.reject(error);
    };
    const { burst, warnings, plugin } = told({ quota: "auto", quotasFor });
    await burst(300);
    await burst(1, "amazon.nova-pro-v1:0");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(how === "throws" ? "string" : "AccessDeniedException");
    expect(warnings[0]).toContain("servicequotas:ListServiceQuotas");
    expect(warnings[0]).not.toContain("1234");
    expect(plugin.snapshot().lanes[0]?.quotas).toHaveProperty("learntRequestsPerMinute");
  });

  it.each([
    [
      "a hook that tells nonsense",
      { requestsPerMinute: Number.NaN, tokensPerMinute: -1, tokensPerDay: "many" },
    ],
    ["a hook that tells nothing", null],
  ])("bears %s", async (_name, figures) => {
    // A caller without types.
    const quotasFor = (() => figures) as unknown as NonNullable<SpillwayOptions["quotasFor"]>;
    const { burst, plugin, quotas } = told({ quota: "auto", quotasFor }, {
      defaults: { ...service },
    } as never);
    await burst(5);
    expect([plugin.snapshot().lanes[0]?.quotas, quotas]).toEqual([{}, []]);
  });

  it("says that a quota is zero, and does not refuse everything for it", async () => {
    const { burst, warnings, plugin } = told({ quota: "auto", quotasFor: () => ({ tokensPerMinute: 0 }) });
    await burst(5);
    expect(warnings).toEqual([
      expect.stringMatching(/applied quota tokensPerMinute of anthropic\S+ in us-east-1 is 0/),
    ]);
    expect(plugin.snapshot().lanes[0]?.quotas).not.toHaveProperty("tokensPerMinute");
  });

  it("can be told while it runs, and taken back", async () => {
    const quotasFor = () => ({ requestsPerMinute: 120 });
    const { burst, plugin, clock } = told({ quotasFor });
    await burst(1);
    const stated = () => plugin.snapshot().lanes[0]?.quotas.requestsPerMinute;
    plugin.update({ quota: "auto" });
    await clock.advance(200);
    expect(stated()).toBe(120);
    plugin.update({ quota: { source: null } });
    expect(stated()).toBeUndefined();
    plugin.update({ quota: "auto" });
    expect(stated()).toBe(120);
  });

  it("reads nothing once it is closed", async () => {
    let asked = 0;
    const { client, plugin, clock } = told({ quota: "auto", quotasFor: () => void asked++ });
    const call = client.send(converse());
    await clock.advance(50);
    plugin.close();
    await clock.run(call);
    expect(asked).toBe(0);
  });

  it("does not guess whose quotas they are: plain use() says so", async () => {
    const { clock, simulator } = bench({ simulator: limited });
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    });
    const plugin = spillway({ quota: "auto", clock, random: seeded(1) });
    const warnings: string[] = [];
    plugin.on("warning", ({ message }) => warnings.push(message));
    client.middlewareStack.use(plugin);
    await clock.run(client.send(converse()));
    expect(warnings).toEqual([
      expect.stringMatching(/are learnt.*Use withSpillway\(client, \.\.\.\) or quotasFor/),
    ]);
  });

  it("reads none for clients of other services", async () => {
    const { clock } = bench();
    let asked = 0;
    const plugin = spillway({ quota: "auto", quotasFor: () => void asked++, clock });
    const s3 = withSpillway(
      new S3Client({
        region: "us-east-1",
        credentials: CREDENTIALS,
        requestHandler: {
          handle: async () => {
            throw new Error("no network");
          },
        } as never,
      }),
      plugin,
    );
    const { ListBucketsCommand } = await import("@aws-sdk/client-s3");
    await clock.run(failure(s3.send(new ListBucketsCommand({}))));
    await clock.advance(200);
    expect(asked).toBe(0);
  });
});

describe("the setting", () => {
  it.each([
    [
      "full",
      'quota (option) is "full": expected a plain object with any of source, requestsPerMinute, tokensPerMinute, tokensPerDay, outputWeight, maxOutputTokens, or auto.',
    ],
    [{ source: "aws" }, 'quota.source (option) is "aws": expected one of settings, auto.'],
  ])("%j is refused", async (quota, message) => {
    const error = await failure(Promise.resolve().then(() => spillway({ quota } as never)));
    expect(error.message).toBe(message);
  });

  it("has no such word for other groups", async () => {
    const error = await failure(Promise.resolve().then(() => spillway({ window: "auto" } as never)));
    expect(error.message).toMatch(
      /^window \(option\) is "auto": expected a plain object with any of law, .*probeShare\.$/,
    );
  });

  it.each([
    ["below one a minute", 0.001],
    ["above all that is taken", Number.MAX_VALUE],
    ["negative", -5],
    ["no number", Number.NaN],
  ])("learns a figure that is %s, and says so once", async (_what, requestsPerMinute) => {
    const { burst, plugin, warnings } = told({
      quota: "auto",
      quotasFor: async () => ({ requestsPerMinute }),
    });
    await burst(20);
    await burst(20);
    expect(plugin.snapshot().lanes[0]?.quotas.requestsPerMinute).toBeUndefined();
    expect(warnings.filter((message) => message.includes("is no number from 1"))).toHaveLength(1);
  });

  it("does nothing with what comes after close()", async () => {
    let answer: (figures: object) => void = () => undefined;
    const quotasFor = () => new Promise<object>((resolve) => (answer = resolve));
    const { burst, plugin, quotas, clock } = told({ quota: "auto", quotasFor });
    await burst(1);
    await clock.advance(200);
    plugin.close();
    answer({ requestsPerMinute: 60 });
    await clock.advance(1);
    expect(quotas).toEqual([]);
  });
});
