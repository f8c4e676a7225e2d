import { Readable } from "node:stream";
import { InvokeModelWithResponseStreamCommand, ThrottlingException } from "@aws-sdk/client-bedrock-runtime";
import type { Fault } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type BenchOptions, bench, converseStream, failure, MODEL } from "./bench.js";

const slow: BenchOptions = {
  simulator: { defaults: { service: { meanMs: 4000, sigma: 0, firstTokenShare: 0.25 } } },
};

const faulty = (fault: Fault): BenchOptions => ({ simulator: { defaults: { faults: [fault] } } });

async function read(stream: AsyncIterable<unknown> | undefined): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}

describe("a stream", () => {
  it("holds its permit from the first event to the last", async () => {
    const { clock, client, plugin } = bench(slow);
    const { stream } = await clock.run(client.send(converseStream()));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 1, counters: { served: 0 } });
    const events = await clock.run(read(stream));
    expect(events.at(-1)).toHaveProperty("metadata.usage");
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { served: 1 } });
    expect(plugin.snapshot().lanes[0]?.roundTripMs).toBeGreaterThan(3900);
  });

  it("of InvokeModelWithResponseStream too", async () => {
    const { clock, client, plugin } = bench(slow);
    const body = JSON.stringify({ max_tokens: 100, messages: [{ role: "user", content: "hello" }] });
    const command = new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body });
    const answer = await clock.run(client.send(command));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 1 });
    await clock.run(read(answer.body));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { served: 1 } });
  });

  it("throttled in its first event is repeated like any refused call", async () => {
    const { clock, client, simulator } = bench(
      faulty({ fault: "tooManyRequests", where: "firstFrame", first: 2 }),
    );
    const { stream, $metadata } = await clock.run(client.send(converseStream()));
    expect($metadata.attempts).toBe(3);
    expect((await clock.run(read(stream))).length).toBeGreaterThan(3);
    expect(simulator.report().totals.attempts).toBe(3);
  });

  it("that fails after events is never repeated, and teaches what it says", async () => {
    const { clock, client, plugin, simulator } = bench(
      faulty({ fault: "tooManyTokens", where: "midStream" }),
    );
    const { stream } = await clock.run(client.send(converseStream()));
    const error = await clock.run(failure(read(stream)));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(simulator.report().totals.attempts).toBe(1);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { served: 0, throttled: 1 } });
  });

  it.each(["cut", "eof"] as const)("that is %s is no success", async (where) => {
    const { clock, client, plugin } = bench(faulty({ fault: "unexpectedError", where }));
    const { stream } = await clock.run(client.send(converseStream()));
    await clock.run(read(stream).catch(() => undefined));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { served: 0, ignored: 1 } });
  });

  it("left early is closed on the wire and gives its permit back", async () => {
    const { clock, client, plugin, simulator } = bench(slow);
    const { stream } = await clock.run(client.send(converseStream()));
    for await (const _event of stream ?? []) break;
    await clock.advance(100);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { ignored: 1 } });
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, aborted: 1 });
  });

  it("aborted by its caller gives its permit back", async () => {
    const { clock, client, plugin, simulator } = bench(slow);
    const controller = new AbortController();
    const { stream } = await clock.run(client.send(converseStream(), { abortSignal: controller.signal }));
    clock.setTimeout(() => controller.abort(), 500);
    await clock.run(read(stream).catch(() => undefined));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { ignored: 1 } });
    expect(simulator.report().totals.inFlight).toBe(0);
  });

  it("of bytes is left as the SDK made it", async () => {
    const { clock, client, plugin } = bench();
    const bytes = Readable.from([Buffer.from("hello")]);
    client.middlewareStack.add(
      () => async () => ({ response: { statusCode: 200 }, output: { $metadata: {}, body: bytes } as never }),
      { step: "finalizeRequest", name: "bytes", priority: "low" },
    );
    const answer: { body?: unknown } = await clock.run(client.send(converseStream()) as Promise<object>);
    expect(answer.body).toBe(bytes);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { served: 1 } });
  });
});
