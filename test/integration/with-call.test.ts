import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import * as oldest from "sdk-oldest";
import { type CallSettings, withCall, withCalls } from "spillway";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type Bench, type BenchOptions, bench, CREDENTIALS, converse, failure, MODEL } from "./bench.js";

/** One slot, and calls that take a second: the order in which calls are served is the order of their answers. */
const ONE_SLOT: BenchOptions = {
  simulator: { defaults: { slots: 1, service: { meanMs: 1000, sigma: 0 }, networkMs: 0 } },
  spillway: { window: { initial: 1, max: 1 }, queue: { timeoutMs: "none" } },
};

/** Sends all in one tick; returns their names in the order in which they were answered. */
async function orderOf(
  { clock, client }: Bench,
  calls: Readonly<Record<string, CallSettings>>,
): Promise<string[]> {
  const answered: string[] = [];
  const sent = Object.entries(calls).map(async ([name, settings]) => {
    await client.send(withCall(converse(), settings));
    answered.push(name);
  });
  await clock.run(Promise.all(sent));
  return answered;
}

describe("what is said of a call", () => {
  it("lets interactive calls go before batch calls", async () => {
    const order = await orderOf(bench(ONE_SLOT), {
      first: {},
      batch1: { priority: "batch" },
      batch2: { priority: "batch" },
      interactive: { priority: "interactive" },
      plain: {},
    });
    expect(order).toEqual(["first", "interactive", "plain", "batch1", "batch2"]);
  });

  it("lets tenants take turns", async () => {
    const order = await orderOf(bench(ONE_SLOT), {
      first: {},
      a1: { tenant: "a" },
      a2: { tenant: "a" },
      a3: { tenant: "a" },
      b1: { tenant: "b" },
    });
    expect(order.indexOf("b1")).toBeLessThan(order.indexOf("a2"));
  });

  it("gives tenants turns by their weights", async () => {
    const weighted = { ...ONE_SLOT, spillway: { ...ONE_SLOT.spillway, queue: { weights: { a: 2 } } } };
    const calls = Object.fromEntries(
      ["b", "a"].flatMap((tenant) => [1, 2, 3, 4].map((number) => [`${tenant}${number}`, { tenant }])),
    );
    const order = await orderOf(bench(weighted), { first: {}, ...calls });
    expect(order.slice(1, 7).filter((name) => name.startsWith("a"))).toHaveLength(4);
  });

  it("refuses at once what is not likely to be answered in time, and says how long it would have waited", async () => {
    const made = bench(ONE_SLOT);
    await made.clock.run(made.client.send(converse()));
    const rest = [1, 2, 3].map(() => made.client.send(converse()));
    await made.clock.advance(0);
    const before = made.clock.now();
    const error = await made.clock.run(failure(made.client.send(withCall(converse(), { deadlineMs: 4900 }))));
    expect(error).toMatchObject({ name: "SpillwayError", code: "DEADLINE" });
    expect(error.message).toContain(
      "is in 4900 ms; expected are a wait of 3000 ms and then up to 2000 ms for a long answer",
    );
    expect(made.clock.now()).toBe(before);
    const answered = made.client.send(withCall(converse(), { deadlineMs: 5100 }));
    await made.clock.run(Promise.all([...rest, answered]));
    expect(made.simulator.report().totals.attempts).toBe(5);
  });

  it("refuses one whose deadline passes while it waits, and tells of it", async () => {
    const slow = { slots: 1, service: { meanMs: 3000, sigma: 0 } };
    const made = bench({ ...ONE_SLOT, simulator: { defaults: slow } });
    const codes: string[] = [];
    made.plugin.on("refused", ({ code }) => codes.push(code));
    // Nothing is known yet of how long answers take: it is thought to wait for two seconds.
    const served = [converse(), converse()].map((command) => made.client.send(command));
    const late = failure(made.client.send(withCall(converse(), { deadlineMs: 2500, priority: "batch" })));
    const [error] = await made.clock.run(Promise.all([late, ...served]));
    expect(error).toMatchObject({ code: "DEADLINE" });
    expect(error.message).toContain("has passed");
    expect(codes).toEqual(["DEADLINE"]);
    expect(made.simulator.report().totals.attempts).toBe(2);
  });

  it("begins no attempt after the deadline: the caller gets the error of the last one", async () => {
    const made = bench({
      simulator: { defaults: { faults: [{ fault: "unexpectedError" }], rejectMs: 10, networkMs: 0 } },
      spillway: { retry: { baseMs: 60_000, capMs: 60_000, maxAttempts: 10 } },
      seed: 3,
    });
    const error = await made.clock.run(
      failure(made.client.send(withCall(converse(), { deadlineMs: 30_000 }))),
    );
    expect(error.name).toBe("InternalServerException");
    expect(made.clock.now()).toBeLessThan(30_000);
    expect(made.simulator.report().totals.attempts).toBeLessThan(10);
  });

  it("reserves the tokens that are named", async () => {
    const made = bench({ spillway: { quota: { tokensPerMinute: 1000 } } });
    const error = await made.clock.run(failure(made.client.send(withCall(converse(), { tokens: 1001 }))));
    expect(error).toMatchObject({ code: "QUOTA_EXHAUSTED" });
    expect(error.message).toContain("reserves 1001 tokens");
    await made.clock.run(made.client.send(withCall(converse(), { tokens: 1000 })));
  });
});

describe("a command that bears settings", () => {
  it("stays what it was, of the same type", () => {
    const command = converse();
    const said = withCall(command, { priority: "batch" });
    expectTypeOf(said).toEqualTypeOf<ConverseCommand>();
    expect(said).not.toBe(command);
    expect(said).toBeInstanceOf(ConverseCommand);
    expect(said.input).toBe(command.input);
    expect(Object.getOwnPropertySymbols(command)).toEqual([]);
    expect(Reflect.ownKeys(command.input)).toEqual(["modelId", "messages", "inferenceConfig"]);
  });

  it("may be frozen, and bear some already", async () => {
    const { clock, client } = bench(ONE_SLOT);
    const frozen = Object.freeze(withCall(converse(), { priority: "batch" }));
    const answered: string[] = [];
    const sent = Object.entries({
      first: converse(),
      acme: withCall(converse(), { priority: "batch", tenant: "acme" }),
      // Both hold: as batch work after the plain one, as acme's second call after beta's first.
      both: withCall(frozen, { tenant: "acme" }),
      beta: withCall(converse(), { priority: "batch", tenant: "beta" }),
      plain: converse(),
    }).map(async ([name, command]) => {
      await client.send(command);
      answered.push(name);
    });
    await clock.run(Promise.all(sent));
    expect(answered).toEqual(["first", "plain", "acme", "beta", "both"]);
  });

  const sdks = [
    ["today's SDK", BedrockRuntimeClient, ConverseCommand],
    // The oldest one's own types differ in what nobody here uses.
    ["the oldest SDK", oldest.BedrockRuntimeClient as never, oldest.ConverseCommand as never],
  ] as [string, typeof BedrockRuntimeClient, typeof ConverseCommand][];

  for (const [name, Client, Command] of sdks) {
    it.each([false, true])(
      `is read right by ${name}, sent several times, with cacheMiddleware %s`,
      async (cacheMiddleware) => {
        const made = bench(ONE_SLOT);
        const { clock, simulator, plugin } = made;
        const requestHandler = simulator.handler();
        const client = new Client({
          region: "us-east-1",
          credentials: CREDENTIALS,
          requestHandler,
          cacheMiddleware,
        });
        client.middlewareStack.use(plugin);
        const command = new Command({
          modelId: MODEL,
          messages: [{ role: "user", content: [{ text: "hello" }] }],
        });
        const answered: string[] = [];
        const send = async (called: string, sent: ConverseCommand): Promise<void> => {
          await client.send(sent);
          answered.push(called);
        };
        await clock.run(
          Promise.all([
            send("first", command),
            send("batch", withCall(command, { priority: "batch" })),
            send("interactive", withCall(command, { priority: "interactive" })),
            send("both", withCall(withCall(command, { priority: "batch" }), { priority: "interactive" })),
            send("plain", command),
          ]),
        );
        expect(answered).toEqual(["first", "interactive", "both", "plain", "batch"]);
      },
    );
  }
});

describe("what is said of all calls within a function", () => {
  it("holds for what it starts, and for nothing else", async () => {
    const { clock, client } = bench(ONE_SLOT);
    const answered: string[] = [];
    const send = async (name: string, settings?: CallSettings): Promise<void> => {
      await Promise.resolve();
      await client.send(settings === undefined ? converse() : withCall(converse(), settings));
      answered.push(name);
    };
    const sent = [send("first")];
    withCalls({ priority: "batch" }, () => {
      sent.push(send("batch"));
      sent.push(send("own", { priority: "interactive" }));
      withCalls({ tenant: "acme" }, () => sent.push(send("inner")));
      withCalls({ priority: "interactive" }, () => sent.push(send("raised")));
    });
    sent.push(send("after"));
    await clock.run(Promise.all(sent));
    expect(new Set(answered.slice(1, 4))).toEqual(new Set(["own", "raised", "after"]));
    expect(new Set(answered.slice(4))).toEqual(new Set(["batch", "inner"]));
  });

  it("returns what the function returns, or throws what it throws", async () => {
    expect(withCalls({}, () => 5)).toBe(5);
    expect(await withCalls({ tenant: "a" }, async () => 6)).toBe(6);
    expect(() =>
      withCalls({}, () => {
        throw new TypeError("mine");
      }),
    ).toThrow(TypeError);
  });
});

describe("settings of a call that can't be used", () => {
  it.each([
    [
      "a priority that is none",
      { priority: "high" },
      'priority of a call is "high": expected interactive or batch',
    ],
    [
      "a tenant that is no text",
      { tenant: 7 },
      "tenant of a call is a number: expected a text of up to 256 characters",
    ],
    [
      "a tenant without end",
      { tenant: "x".repeat(257) },
      "tenant of a call is a string: expected a text of up to 256",
    ],
    [
      "no time at all",
      { deadlineMs: 0 },
      "deadlineMs of a call is 0: expected a number of milliseconds above 0",
    ],
    ["a deadline that is no number", { deadlineMs: Number.NaN }, "deadlineMs of a call is NaN"],
    ["a deadline as a date", { deadlineMs: new Date() }, "deadlineMs of a call is an object"],
    [
      "tokens by halves",
      { tokens: 1.5 },
      "tokens of a call is 1.5: expected a whole number of tokens from 0",
    ],
    ["an unknown one", { deadline: 5 }, "deadline is no setting of a call: expected any of priority, tenant"],
    [
      "a function that can't be written",
      { tokens: Object.assign(() => 0, { toString: 1 }) },
      "tokens of a call is a function",
    ],
    ["nothing", null, "the settings of a call must be an object"],
  ])("are refused at once: %s", (_what, settings, message) => {
    for (const say of [
      () => withCall(converse(), settings as never),
      () => withCalls(settings as never, () => 0),
    ]) {
      expect(say).toThrow(message);
      expect(say).toThrow(expect.objectContaining({ code: "INVALID_SETTING" }));
    }
  });

  it("are none where they are undefined", () => {
    expect(() => withCall(converse(), { priority: undefined, tenant: undefined })).not.toThrow();
  });
});
