import { ThrottlingException } from "@aws-sdk/client-bedrock-runtime";
import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { spillway } from "spillway";
import { describe, expect, it, vi } from "vitest";
import { bench, converse, converseStream, failure } from "../integration/bench.js";

describe("what comes from outside", () => {
  it("an absurd usage does not close a lane with a token quota", async () => {
    const { clock, client, plugin } = bench({ spillway: { quota: { tokensPerMinute: 100_000 } } });
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        (result.output as { usage?: unknown }).usage = { inputTokens: 1e308, outputTokens: -1e12 };
        return result;
      },
      { step: "deserialize", name: "absurd", priority: "high" },
    );
    for (let i = 0; i < 5; i++) await clock.run(client.send(converse()));
    expect(plugin.snapshot().lanes[0]?.counters.served).toBe(5);
  });

  it("metadata that can't be written does not fail a call that succeeded", async () => {
    const { clock, client } = bench();
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        Object.preventExtensions((result.output as { $metadata: object }).$metadata);
        return result;
      },
      { step: "deserialize", name: "sealed", priority: "high" },
    );
    // The SDK's own loop writes there before us; what it cannot write, it throws for. So only what we add is at stake.
    const answer = clock.run(client.send(converse()));
    await answer.catch((error: Error) => expect(error.stack).toContain("retryMiddleware"));
  });

  it("a request that a middleware of the user's replaced goes its own way, and says nothing false", async () => {
    const { clock, client, plugin } = bench();
    const cloning: FinalizeRequestMiddleware<object, MetadataBearer> = (next) => async (args) => {
      const request = args.request as object;
      const clone = Object.assign(Object.create(Object.getPrototypeOf(request)), request);
      return next({ ...args, request: clone });
    };
    client.middlewareStack.addRelativeTo(cloning as never, {
      relation: "after",
      toMiddleware: "retryMiddleware",
      name: "cloning",
    });
    const { $metadata } = await clock.run(client.send(converse()));
    expect($metadata.attempts).toBe(1);
    expect(plugin.snapshot().lanes[0]?.inFlight ?? 0).toBe(0);
  });

  it("a request that was never sent (presigned) teaches nothing", async () => {
    const { clock, client, plugin } = bench();
    client.middlewareStack.add(() => async () => ({ response: {}, output: { $metadata: {} } as never }), {
      step: "finalizeRequest",
      name: "presign",
      priority: "low",
    });
    await clock.run(client.send(converse()));
    expect(plugin.snapshot().lanes[0]).toMatchObject({
      inFlight: 0,
      roundTripMs: null,
      counters: { served: 0 },
    });
  });

  it("a listener whose promise fails hurts nobody", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { clock, client, plugin } = bench();
    plugin.on("attempt", async () => {
      throw new Error("async listener");
    });
    await clock.run(client.send(converse()));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each([
    ["gives no number", () => Number.NaN],
    [
      "throws",
      () => {
        throw new Error("chance");
      },
    ],
  ])("a chance that %s does not stop a lane", async (_name, random) => {
    const { clock, client } = bench({
      spillway: { random },
      simulator: { defaults: { slots: 2, faults: [{ fault: "unableToProcess", to: 3000 }] } },
    });
    const calls = Array.from({ length: 20 }, () => client.send(converse()));
    const results = await clock.run(Promise.allSettled(calls));
    const answered = results.filter(({ status }) => status === "fulfilled").length;
    expect(answered).toBeGreaterThan(14);
  });
});

describe("a lane whose tokens of the day are spent", () => {
  it("is left alone: later calls are refused at once", async () => {
    const { clock, client, simulator } = bench({
      simulator: { defaults: { faults: [{ fault: "tooManyTokensPerDay" }] } },
    });
    expect(await clock.run(failure(client.send(converse())))).toBeInstanceOf(ThrottlingException);
    const error = await clock.run(failure(client.send(converse())));
    expect(error).toMatchObject({ code: "QUOTA_EXHAUSTED", retryAfterMs: 15 * 60_000 });
    expect(simulator.report().totals.attempts).toBe(1);
  });
});

describe("a stream", () => {
  it("that is aborted while nobody reads it gives its permit back", async () => {
    const { clock, client, plugin, simulator } = bench();
    const controller = new AbortController();
    const answer = await clock.run(client.send(converseStream(), { abortSignal: controller.signal }));
    controller.abort();
    await clock.advance(100);
    expect(plugin.snapshot().lanes[0]?.inFlight).toBe(0);
    expect(simulator.report().totals.inFlight).toBe(0);
    expect(answer.stream).toBeDefined();
  });

  it("that was left yields nothing more", async () => {
    const { clock, client } = bench();
    const { stream } = await clock.run(client.send(converseStream()));
    const events = stream?.[Symbol.asyncIterator]();
    await clock.run(events?.next() as Promise<unknown>);
    await events?.return?.();
    expect(await events?.next()).toEqual({ done: true, value: undefined });
  });
});

describe("settings", () => {
  it("that nobody knows are told to listeners that are added at once", async () => {
    const plugin = spillway({ windw: {} } as never);
    const told: string[] = [];
    plugin.on("warning", ({ message }) => told.push(message));
    await Promise.resolve();
    expect(told[0]).toContain("windw");
  });
});

describe("callers that are refused together", () => {
  it("get an error each", async () => {
    const { clock, client, plugin } = bench({ spillway: { window: { max: 1 } } });
    const calls = Array.from({ length: 5 }, () => client.send(converse()).catch((error: unknown) => error));
    await clock.advance(10);
    plugin.close();
    const errors = (await clock.run(Promise.all(calls))).filter((error) => error instanceof Error);
    expect(errors).toHaveLength(4);
    expect(new Set(errors).size).toBe(4);
  });
});
