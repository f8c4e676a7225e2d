import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bench, CREDENTIALS, converse, converseStream, failure, MODEL } from "./bench.js";
// Loaded when first needed otherwise, in real time, which no virtual clock waits for.
import "../../src/telemetry/recorder.js";

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
});

beforeEach(() => exporter.reset());

afterAll(() => {
  trace.disable();
  context.disable();
});

const spans = (): ReadableSpan[] => exporter.getFinishedSpans();
const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;

describe("a call", () => {
  it("has a span, with one span per attempt below it, below the application's own", async () => {
    const fault = { fault: "tooManyRequests" as const, first: 1 };
    const { clock, client } = bench({ simulator: { defaults: { faults: [fault] } } });
    await trace.getTracer("app").startActiveSpan("app", async (app) => {
      await clock.run(client.send(converse()));
      app.end();
    });
    const [first, wait, second, call, app] = spans();
    expect([first?.name, wait?.name, second?.name, call?.name]).toEqual([
      `attempt Converse ${MODEL}`,
      `wait Converse ${MODEL}`,
      `attempt Converse ${MODEL}`,
      `spillway Converse ${MODEL}`,
    ]);
    expect(parentOf(first)).toBe(call?.spanContext().spanId);
    expect(parentOf(call)).toBe(app?.spanContext().spanId);
    expect([call?.kind, first?.kind]).toEqual([SpanKind.INTERNAL, SpanKind.CLIENT]);
    expect(first?.attributes).toMatchObject({
      "spillway.outcome": "quota.requests",
      "error.type": "ThrottlingException",
      "http.response.status_code": 429,
      "cloud.region": "us-east-1",
      "gen_ai.provider.name": "aws.bedrock",
    });
    expect(first?.status.code).toBe(SpanStatusCode.ERROR);
    expect(second?.attributes).toMatchObject({
      "spillway.outcome": "success",
      "http.request.resend_count": 1,
    });
    expect(call?.attributes).toMatchObject({ "spillway.attempts": 2, "spillway.outcome": "success" });
  });

  it("that fails says with what", async () => {
    const { clock, client } = bench({ simulator: { defaults: { faults: [{ fault: "validation" }] } } });
    await clock.run(failure(client.send(converse())));
    const call = spans().at(-1);
    expect(call?.attributes).toMatchObject({ "error.type": "ValidationException", "spillway.attempts": 1 });
    expect(call?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it("of a stream ends with the stream", async () => {
    const { clock, client } = bench();
    const { stream } = await clock.run(client.send(converseStream()));
    expect(spans()).toEqual([]);
    await clock.run(
      (async () => {
        for await (const _event of stream ?? []);
      })(),
    );
    expect(spans().map(({ name }) => name)).toEqual([
      `attempt ConverseStream ${MODEL}`,
      `spillway ConverseStream ${MODEL}`,
    ]);
  });
});

describe("a tracer that is registered late", () => {
  it("gets the spans from then on, and none once it is taken away", async () => {
    const { clock, client } = bench();
    const provider = trace.getTracerProvider();
    trace.disable();
    await clock.run(client.send(converse()));
    expect(spans()).toHaveLength(0);
    trace.setGlobalTracerProvider(provider);
    await clock.run(client.send(converse()));
    expect(spans()).toHaveLength(2);
  });

  it("that throws hurts no call, and is told of once", async () => {
    const { clock, client, plugin } = bench();
    const provider = trace.getTracerProvider();
    const told: string[] = [];
    plugin.on("warning", ({ message }) => told.push(message));
    trace.disable();
    trace.setGlobalTracerProvider({
      getTracer: () => {
        throw new Error("no tracer today");
      },
    });
    await clock.run(Promise.all([client.send(converse()), client.send(converse())]));
    trace.disable();
    trace.setGlobalTracerProvider(provider);
    expect(told).toEqual(["telemetry threw Error; calls go on"]);
  });
});

describe("a stream that fails", () => {
  it("makes spans of its call and its attempt that say so", async () => {
    const fault = { fault: "tooManyTokens" as const, where: "midStream" as const };
    const { clock, client } = bench({ simulator: { defaults: { faults: [fault] } } });
    const { stream } = await clock.run(client.send(converseStream()));
    await clock.run(
      failure(
        (async () => {
          for await (const _event of stream ?? []);
        })(),
      ),
    );
    const ends = spans().map(({ attributes, status }) => [attributes["error.type"], status.code]);
    expect(ends).toEqual([
      ["ThrottlingException", SpanStatusCode.ERROR],
      ["ThrottlingException", SpanStatusCode.ERROR],
    ]);
  });
});

describe("what leaves", () => {
  it("holds no prompt, no answer, no credential and no account number", async () => {
    const model = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    const { clock, client } = bench();
    const answer = await clock.run(client.send(converse("my secret prompt", model)));
    const text = answer.output?.message?.content?.[0]?.text ?? "";
    const told = JSON.stringify(
      spans().map(({ name, attributes, events }) => ({ name, attributes, events })),
    );
    expect(told).toContain("application-inference-profile/abc");
    for (const secret of ["my secret prompt", text, "123456789012", CREDENTIALS.secretAccessKey, "AKID"]) {
      expect(told).not.toContain(secret);
    }
  });

  it("holds nothing of an error's message either: it may quote the prompt", async () => {
    const { clock, client, plugin } = bench();
    const secret = "my secret prompt";
    client.middlewareStack.add(
      () => async () => {
        throw Object.assign(new Error(`could not read ${secret}`), { name: "OddException" });
      },
      { step: "deserialize", name: "echo", priority: "low" },
    );
    const events: unknown[] = [];
    for (const name of ["attempt", "window", "retry", "refused", "warning", "breaker"] as const) {
      plugin.on(name, (event) => events.push(event));
    }
    await clock.run(failure(client.send(converse(secret))));
    const told = spans().map(({ name, attributes, events: marks, status }) => ({
      name,
      attributes,
      marks,
      status,
    }));
    expect(told).toHaveLength(2);
    expect(JSON.stringify([told, events, plugin.snapshot()])).not.toContain(secret);
    expect(told[0]?.attributes["error.type"]).toBe("OddException");
  });

  it("is nothing when telemetry is off", async () => {
    const { clock, client } = bench({ spillway: { telemetry: false } });
    await clock.run(client.send(converse()));
    expect(spans()).toEqual([]);
  });
});
