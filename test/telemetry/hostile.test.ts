import type { TracerProvider } from "@opentelemetry/api";
import * as sdk from "@opentelemetry/sdk-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Bench, type BenchOptions, bench, converse, converseStream } from "../integration/bench.js";
import { type Application, application } from "./application.js";
import { type Providers, register } from "./sdk.js";
import { isAttempt } from "./trees.js";

const BOTH = ["us-east-1", "us-west-2"];

/** Throttles, a trip, detours, a line, streams: whoever looks on has something to see. */
const TROUBLE: BenchOptions = {
  simulator: {
    regions: BOTH,
    regionFaults: { "us-east-1": [{ fault: "unableToProcess", to: 3000 }] },
    defaults: { slots: 8, faults: [{ fault: "tooManyTokens", where: "midStream", share: 0.2 }] },
  },
  spillway: { regions: BOTH },
};

async function read({ client }: Bench): Promise<void> {
  for await (const _event of (await client.send(converseStream())).stream ?? []);
}

/** How each call ended, and when, in virtual ms. */
async function endings(under: Bench): Promise<string[]> {
  const watched = async (call: Promise<unknown>): Promise<string> => {
    const how = await call.then(
      () => "ok",
      (error: Error) => error.name,
    );
    return `${how} ${under.clock.now().toFixed(3)}`;
  };
  const calls = Array.from({ length: 30 }, () => watched(under.client.send(converse())));
  const streams = Array.from({ length: 10 }, () => watched(read(under)));
  return await under.clock.run(Promise.all([...calls, ...streams]));
}

const never = (): Promise<never> => new Promise(() => undefined);
const fail = (): never => {
  throw new Error("hostile");
};
const reject = (): Promise<never> => Promise.reject(new Error("hostile"));

const METHODS = ["export", "forceFlush", "shutdown", "onStart", "onEnd", "onEmit"] as const;

/** An exporter or a processor, all of whose methods do the same. */
const each = (act: () => unknown) => Object.fromEntries(METHODS.map((method) => [method, act]));

const tracersWith = (exporter: object): TracerProvider =>
  new sdk.tracing.BasicTracerProvider({
    // Hostile on purpose, and so of no type that the SDK knows.
    spanProcessors: [new sdk.tracing.SimpleSpanProcessor(exporter as sdk.tracing.SpanExporter)],
  });

const refused = { code: 1, error: new Error("hostile") };

const LOOKERS_ON: Readonly<Record<string, () => Providers>> = {
  "an exporter that throws": () => ({ tracers: tracersWith(each(fail)) }),
  "an exporter that never answers": () => ({ tracers: tracersWith(each(never)) }),
  "an exporter that refuses": () => ({
    tracers: tracersWith({
      ...each(() => Promise.resolve()),
      export: (_spans: unknown, done: (result: object) => void) => done(refused),
    }),
  }),
  "a processor that throws": () => ({
    tracers: new sdk.tracing.BasicTracerProvider({
      spanProcessors: [each(fail) as unknown as sdk.tracing.SpanProcessor], // hostile on purpose
    }),
  }),
  "a processor whose promises fail": () => ({
    tracers: new sdk.tracing.BasicTracerProvider({
      spanProcessors: [
        each(() => void reject().catch(() => undefined)) as unknown as sdk.tracing.SpanProcessor,
      ], // likewise
    }),
  }),
  "providers that throw": () => ({
    tracers: { getTracer: fail },
    meters: { getMeter: fail },
    loggers: { getLogger: fail },
  }),
  "instruments and loggers that throw": () => ({
    meters: {
      getMeter: () =>
        ({
          createCounter: () => ({ add: fail }),
          createHistogram: () => ({ record: fail }),
          createObservableGauge: () => ({}),
          createObservableUpDownCounter: () => ({}),
          addBatchObservableCallback: fail,
          // As far as it is used.
        }) as never,
    },
    loggers: { getLogger: () => ({ emit: fail }) },
  }),
  "a tracer whose spans throw": () => ({
    tracers: {
      getTracer: () =>
        ({
          startSpan: () => ({ spanContext: fail, setAttributes: fail, setStatus: fail, end: fail }),
          // As far as it is used.
        }) as never,
    },
  }),
};

describe("in virtual time, every call ends as without telemetry, and at the same moment, beside", () => {
  let alone: string[];
  let unregister = (): void => undefined;

  beforeAll(async () => {
    alone = await endings(bench(TROUBLE));
  });
  afterEach(() => unregister());

  it.each(Object.entries(LOOKERS_ON))("%s", async (_name, providers) => {
    unregister = register(providers());
    expect(await endings(bench(TROUBLE))).toEqual(alone);
  });

  it("listeners that throw, never answer, or refuse", async () => {
    const under = bench(TROUBLE);
    for (const name of ["attempt", "window", "breaker", "retry", "spill", "refused", "warning"] as const) {
      for (const act of [fail, never, reject]) under.plugin.on(name, act);
    }
    expect(await endings(under)).toEqual(alone);
  });

  it.each([
    ["throws", fail],
    ["never answers", never],
    ["refuses", reject],
  ])("a logger that %s", async (_how, act) => {
    let lines = 0;
    const write = (line: unknown): unknown => {
      // The SDK's own lines are its own affair.
      if (typeof line !== "object" || line === null || !("event" in line)) return undefined;
      lines++;
      return act();
    };
    const logger = { trace: write, debug: write, info: write, warn: write, error: write };
    const under = bench({ ...TROUBLE, client: { logger } });
    expect(await endings(under)).toEqual(alone);
    expect(lines).toBeGreaterThan(0);
  });
});

describe("an application whose collector", () => {
  let app: Application;

  beforeAll(async () => {
    app = await application();
  });
  afterAll(() => app.remove());

  /** Sends while calls are under way. */
  const env = {
    OTEL_BSP_SCHEDULE_DELAY: "5",
    OTEL_BLRP_SCHEDULE_DELAY: "5",
    OTEL_METRIC_EXPORT_INTERVAL: "50",
    OTEL_METRIC_EXPORT_TIMEOUT: "40",
  };

  it.each([
    ["never answers", "hang"],
    ["is out of order", 503],
    ["refuses", 400],
  ] as const)("%s serves its calls all the same", async (_how, behave) => {
    // How long its exporters hold a process that wants to end is theirs to say.
    const options = { format: "esm", steps: ["ordinary"], env, behave, whenTold: "end" } as const;
    const { outcomes, receiver } = await app.run(options);
    expect(receiver.bodies.length).toBeGreaterThan(0);
    expect(receiver.seen.spans).toEqual([]);
    const { invalid, ...others } = outcomes;
    expect(invalid).toEqual(["ValidationException"]);
    expect(new Set(Object.values(others).flat())).toEqual(new Set(["ok"]));
    expect(Object.keys(outcomes)).toHaveLength(9);
  });

  it("is slow gets it all in the end", async () => {
    const options = { format: "esm", steps: ["ordinary"], env, behave: "hang", whenTold: 200 } as const;
    const { code, receiver, report } = await app.run(options);
    expect(code).toBe(0);
    expect(receiver.seen.spans.filter(isAttempt)).toHaveLength(report.totals.attempts);
  });
});
