import { context, type SpanContext, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BenchOptions, bench, converse, converseStream, failure, MODEL } from "../integration/bench.js";
// Loaded when first needed otherwise, in real time, which no virtual clock waits for.
import "../../src/telemetry/recorder.js";

const spansSeen = new InMemorySpanExporter();
const recordsSeen = new InMemoryLogRecordExporter();
const LOGS_API = Symbol.for("io.opentelemetry.js.api.logs");
const world = globalThis as { [LOGS_API]?: (version: number) => unknown };

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spansSeen)] }),
  );
  const logs = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: recordsSeen })] });
  // As `logs.setGlobalLoggerProvider` of @opentelemetry/api-logs registers it.
  world[LOGS_API] = (version) => (version === 1 ? logs : undefined);
});
beforeEach(() => {
  spansSeen.reset();
  recordsSeen.reset();
});
afterAll(() => {
  trace.disable();
  context.disable();
  delete world[LOGS_API];
});

const spans = (kind: "spillway" | "wait" | "attempt"): ReadableSpan[] =>
  spansSeen.getFinishedSpans().filter(({ name }) => name.startsWith(`${kind} `));
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
const records = (name: string) =>
  recordsSeen.getFinishedLogRecords().filter(({ eventName }) => eventName === `spillway.${name}`);

const down = (to: number): BenchOptions => ({
  simulator: { defaults: { faults: [{ fault: "unableToProcess", to }] } },
  spillway: { breaker: { failures: 3 }, retry: { maxAttempts: 4 } },
});

describe("an attempt whose end opens a breaker", () => {
  it("says so, and the probes that follow link to it", async () => {
    const { clock, client } = bench(down(2000));
    await clock.run(Promise.allSettled(Array.from({ length: 6 }, () => client.send(converse()))));
    const tripped = spans("attempt").find(
      ({ attributes }) => attributes["spillway.breaker.after"] === "open",
    );
    expect(tripped?.attributes["spillway.breaker.reason"]).toBe("3 capacity errors in a row");
    const probes = spans("attempt").filter(({ attributes }) => attributes["spillway.breaker.probe"] === true);
    expect(probes.length).toBeGreaterThan(0);
    const linked = probes.map(({ links }) =>
      links.map((link: { context: SpanContext }) => link.context.spanId),
    );
    expect(linked[0]).toEqual([idOf(tripped)]);
    expect(probes.at(-1)?.attributes["spillway.breaker.after"]).toBe("closed");
    const others = spans("attempt").filter((span) => !probes.includes(span));
    expect(others.flatMap(({ links }) => links)).toEqual([]);
  });

  it("has the log records of that decision below it", async () => {
    const { clock, client } = bench(down(2000));
    await clock.run(Promise.allSettled(Array.from({ length: 6 }, () => client.send(converse()))));
    const [opened, ...later] = records("breaker");
    const tripped = spans("attempt").find(
      ({ attributes }) => attributes["spillway.breaker.after"] === "open",
    );
    expect(opened?.spanContext?.spanId).toBe(idOf(tripped));
    expect(opened).toMatchObject({
      severityText: "WARN",
      body: expect.stringMatching(/^The breaker of .* is open, for/),
    });
    const states = later.map(({ attributes }) => attributes["spillway.to"]);
    expect([states.at(0), states.at(-1)]).toEqual(["halfOpen", "closed"]);
    const retried = spans("attempt").filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(records("retry").length).toBe(retried.length);
  });
});

describe("the attributes of an attempt", () => {
  it("tell window, tokens, wait and spill as the events do", async () => {
    const { clock, client, plugin } = bench({
      simulator: {
        defaults: { faults: [{ fault: "tooManyRequests", first: 1 }], service: { meanMs: 1000, sigma: 0 } },
      },
      spillway: { window: { initial: 1 }, quota: { tokensPerMinute: 1_000_000 } },
    });
    const moved: { to: number; reason: string }[] = [];
    plugin.on("window", ({ to, reason }) => moved.push({ to, reason }));
    await clock.run(Promise.all([client.send(converse()), client.send(converse())]));
    const told = spans("attempt").flatMap(({ attributes }) => {
      const { "spillway.window.after": to, "spillway.window.reason": reason } = attributes;
      return to === undefined ? [] : [{ to, reason }];
    });
    expect(told).toEqual(moved);
    const last = spans("attempt").at(-1)?.attributes;
    expect(last).toMatchObject({ "spillway.in_flight": 1, "spillway.breaker.state": "closed" });
    expect(Number(last?.["spillway.tokens.reserved"])).toBeGreaterThan(200);
    expect(Number(last?.["spillway.tokens.settled"])).toBeGreaterThan(0);
    expect(Number(last?.["spillway.queue.wait"])).toBeGreaterThan(0);
  });

  it("tell of a stream when its first event came", async () => {
    const { clock, client } = bench({
      simulator: { defaults: { service: { meanMs: 4000, sigma: 0, firstTokenShare: 0.25 } } },
    });
    const { stream } = await clock.run(client.send(converseStream()));
    await clock.run(
      (async () => {
        for await (const _event of stream ?? []);
      })(),
    );
    expect(spans("attempt")[0]?.attributes["gen_ai.response.time_to_first_chunk"]).toBeCloseTo(1, 1);
  });
});

describe("a call that waits", () => {
  it("has a span of its wait, with its place in line; and with the code where it is refused", async () => {
    const { clock, client } = bench({
      simulator: { defaults: { service: { meanMs: 10_000, sigma: 0 } } },
      spillway: { window: { initial: 1, max: 1 }, queue: { timeoutMs: 2000 } },
    });
    const sent = client.send(converse());
    const error = await clock.run(failure(client.send(converse())));
    expect(error.code).toBe("QUEUE_TIMEOUT");
    const [wait] = spans("wait");
    expect(wait?.attributes).toMatchObject({ "spillway.queue.length": 1, "error.type": "QUEUE_TIMEOUT" });
    expect(wait?.status.code).toBe(SpanStatusCode.ERROR);
    const refused = spans("spillway").find(({ attributes }) => attributes["spillway.outcome"] === "failed");
    expect(wait?.parentSpanContext?.spanId).toBe(idOf(refused));
    expect(refused?.attributes).toMatchObject({ "error.type": "QUEUE_TIMEOUT", "spillway.attempts": 0 });
    expect(records("refused").map(({ attributes }) => attributes["spillway.refusal.code"])).toEqual([
      "QUEUE_TIMEOUT",
    ]);
    await clock.run(sent);
  });
});

describe("a stream that is cut", () => {
  it("is a log record below its call", async () => {
    const { clock, client } = bench({
      simulator: { defaults: { faults: [{ fault: "unexpectedError", where: "eof" }] } },
    });
    const { stream } = await clock.run(client.send(converseStream()));
    await clock.run(
      failure(
        (async () => {
          for await (const _event of stream ?? []);
        })(),
      ),
    );
    const [cut] = records("stream");
    expect(cut?.body).toBe(`A stream of ${MODEL} in us-east-1 was truncated and closed before its end.`);
    expect(cut?.spanContext?.spanId).toBe(idOf(spans("spillway")[0]));
  });
});
