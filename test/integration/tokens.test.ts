import {
  ConverseCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import type { SpillwayOptions } from "spillway";
import { type ModelSettings, seeded } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type Bench, type BenchOptions, bench, converse, converseStream, MODEL } from "./bench.js";

const KNOWN: SpillwayOptions = { quota: { tokensPerMinute: 1e6 }, queue: { timeoutMs: "none" } };

/** What of a quota of tokens a lane's last minute has taken: reserved while it runs, real when it has ended. */
const taken = ({ plugin }: Bench): number => plugin.snapshot().lanes[0]?.quotas.tokensLastMinute ?? 0;

/** The requests that reached the service, as it counts them, output five times as for this model. */
const settledByService = ({ simulator }: Bench): number =>
  simulator.report().requests.reduce((sum, each) => sum + each.inputTokens + 5 * each.outputTokens, 0);

async function readAll(stream: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const _event of stream ?? []);
}

const claude = (max_tokens?: number): string =>
  JSON.stringify({ max_tokens, messages: [{ role: "user", content: "hello" }] });

describe("what an answer really used replaces the estimate", () => {
  it.each<[string, (b: Bench) => Promise<unknown>]>([
    ["Converse", ({ client }) => client.send(converse())],
    ["ConverseStream", async ({ client }) => readAll((await client.send(converseStream())).stream)],
    [
      "InvokeModel",
      ({ client }) => client.send(new InvokeModelCommand({ modelId: MODEL, body: claude(200) })),
    ],
    [
      "InvokeModelWithResponseStream",
      async ({ client }) => {
        const command = new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body: claude(200) });
        await readAll((await client.send(command)).body);
      },
    ],
  ])("of %s", async (_operation, send) => {
    const b = bench({ spillway: KNOWN });
    await b.clock.run(send(b));
    expect(taken(b)).toBe(settledByService(b));
    expect(taken(b)).toBeGreaterThan(200);
  });

  it("of InvokeModel without headers, by what the model wrote into the body", async () => {
    const b = bench({ spillway: KNOWN });
    b.client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        (result.response as { headers: object }).headers = {};
        return result;
      },
      { step: "deserialize", name: "bare", priority: "low" },
    );
    await b.clock.run(b.client.send(new InvokeModelCommand({ modelId: MODEL, body: claude(200) })));
    expect(taken(b)).toBe(settledByService(b));
  });

  it("with the weight that is set, where the service has another one than the table", async () => {
    const b = bench({ spillway: { quota: { tokensPerMinute: 1e6, outputWeight: 1 } } });
    await b.clock.run(b.client.send(converse()));
    const { inputTokens, outputTokens } = b.simulator.report().totals;
    expect(taken(b)).toBe(inputTokens + outputTokens);
  });

  it("and where a stream is cut short, nobody says it: the estimate stays", async () => {
    const faults = [{ fault: "unexpectedError" as const, where: "eof" as const }];
    const b = bench({ simulator: { defaults: { faults } }, spillway: KNOWN });
    const { stream } = await b.clock.run(b.client.send(converseStream()));
    await b.clock.run(expect(readAll(stream)).rejects.toMatchObject({ code: "STREAM_TRUNCATED" }));
    expect(taken(b)).toBe(203);
  });
});

describe("a request without max tokens", () => {
  const unset = (modelId = MODEL) =>
    new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "hello" }] }] });

  function listening(spillway: SpillwayOptions): { b: Bench; told: string[] } {
    const b = bench({ spillway });
    const told: string[] = [];
    b.plugin.on("warning", ({ message }) => told.push(message));
    return { b, told };
  }

  it("is warned of once per model, with what it costs", async () => {
    const { b, told } = listening({ quota: { tokensPerMinute: 50_000 } });
    const nova = "amazon.nova-lite-v1:0";
    const calls = [unset(), unset(), converse(), unset(nova), unset()];
    await b.clock.run(Promise.all(calls.map((call) => b.client.send(call))));
    expect(told).toEqual([
      expect.stringMatching(
        /claude-3-haiku.*names no max tokens, so 4096 .* 4099 with its input\. 12 such .* 50000/,
      ),
      expect.stringMatching(
        /nova-lite.*so 10000 .* 10003 with its input\. 4 such requests fit in the 50000 tokens per/,
      ),
    ]);
  });

  it("reserves what is set, and says so by the day where that is the quota", async () => {
    const { b, told } = listening({ quota: { tokensPerDay: 10_000, maxOutputTokens: 997 } });
    const sent = b.client.send(unset());
    await b.clock.advance(100);
    expect(b.plugin.snapshot().lanes[0]?.quotas.tokensLastDay).toBe(1000);
    await b.clock.run(sent);
    expect(told).toEqual([expect.stringMatching(/so 997 tokens .* 10 such .* 10000 tokens per day/)]);
  });

  it("is not warned of where no token quota matters, nor where nothing is written", async () => {
    const free = listening({ quota: { requestsPerMinute: 100 } });
    await free.b.clock.run(free.b.client.send(unset()));
    const { b, told } = listening({ quota: { tokensPerMinute: 50_000 } });
    const count = new CountTokensCommand({ modelId: MODEL, input: { converse: { messages: [] } } });
    await b.clock.run(b.client.send(count));
    await b.clock.run(b.client.send(converse()));
    expect([...free.told, ...told]).toEqual([]);
  });
});

/**
 * A service to which each letter is a token. The simulator takes four letters for one, so each is written four times
 * on its way.
 */
function letterByLetter({ spillway, seed }: BenchOptions, defaults: ModelSettings): Bench {
  const stretching: BenchOptions = { spillway: spillway ?? {}, seed: seed ?? 1, simulator: { defaults } };
  const b = bench(stretching);
  b.client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string | Uint8Array<ArrayBuffer> };
      const { messages, ...rest } = JSON.parse(
        typeof request.body === "string" ? request.body : new TextDecoder().decode(request.body),
      );
      const [{ role, content }] = messages;
      const longer = content.map(({ text }: { text: string }) => ({ text: text.repeat(4) }));
      request.body = JSON.stringify({ ...rest, messages: [{ role, content: longer }] });
      return next(args);
    },
    { step: "build", name: "stretch" },
  );
  return b;
}

// Texts that are nothing like English: the estimate begins four times too low and must learn that from the answers.
describe("texts with a token to each letter", () => {
  // A shallow bucket and long answers: what was reserved too low comes to light too late to be mended.
  const limit = { perMinute: 200_000, burst: 20_000 };
  const server: ModelSettings = {
    slots: 1000,
    tokens: limit,
    service: { meanMs: 10_000 },
    networkJitterMs: 30,
  };
  const options: SpillwayOptions = {
    quota: { tokensPerMinute: limit.perMinute, outputWeight: 1 },
    queue: { timeoutMs: "none" },
  };

  it.each([1, 2, 3])(
    "are reserved within a tenth of the real after 60 answers, and never refused (seed %d)",
    async (seed) => {
      const b = letterByLetter({ spillway: options, seed }, server);
      const { clock, client, simulator } = b;
      const random = seeded(seed);
      const text = (): string => "x".repeat(500 + Math.floor(random() * 3000));
      for (let i = 0; i < 60; i++) await clock.run(client.send(converse(text())));

      // One more, alone in its minute: what it reserves while it runs.
      await clock.advance(120_000);
      const sent = client.send(converse(text()));
      await clock.advance(100);
      const reserved = taken(b) - 200;
      await clock.run(sent);
      const real = simulator.report().requests.at(-1)?.inputTokens ?? 0;
      expect(real).toBeGreaterThan(500);
      expect(reserved / real).toBeGreaterThan(0.9);
      expect(reserved / real).toBeLessThan(1.1);

      // And now many at once, for minutes: far more than the quota has room for at a time.
      const before = simulator.report().totals.served;
      const calls = Array.from({ length: 600 }, () => client.send(converse(text())));
      await clock.run(Promise.all(calls));
      const { served, rejected } = simulator.report().totals;
      expect(served - before).toBe(600);
      expect(rejected).toEqual({});
      expect(clock.now()).toBeGreaterThan(480_000);
    },
  );
});
