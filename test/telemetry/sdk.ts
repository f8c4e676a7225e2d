import { context, diag, type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import * as sdk from "@opentelemetry/sdk-node";
// Loaded when first needed otherwise, in real time, which no virtual clock waits for.
import "../../src/telemetry/recorder.js";

/** Where the API keeps what is registered, for all of its copies; and where the Logs API did before it was part of it. */
const API = Symbol.for("opentelemetry.js.api.1");
const LOGS_API = Symbol.for("io.opentelemetry.js.api.logs");

interface World {
  [API]?: Record<string, unknown>;
  [LOGS_API]?: unknown;
}

export interface Providers {
  readonly tracers?: TracerProvider;
  readonly meters?: MeterProvider;
  readonly loggers?: object;
}

/**
 * Registers with OpenTelemetry's API, as an SDK does at its start; returns what takes it all back.
 *
 * @param logs with which API: SDKs 2.x have one of its own for logs, and API 1.10, which SDKs 3.x need, holds it itself
 */
export function register({ tracers, meters, loggers }: Providers, logs: "2.x" | "3.x" = "2.x"): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (tracers !== undefined) trace.setGlobalTracerProvider(tracers);
  if (meters !== undefined) metrics.setGlobalMeterProvider(meters);
  const world = globalThis as World;
  if (loggers !== undefined && logs === "2.x") world[LOGS_API] = () => loggers;
  if (loggers !== undefined && logs === "3.x") Object.assign(world[API] ?? {}, { logs: loggers });
  return () => {
    for (const api of [trace, metrics, context, diag]) api.disable();
    delete world[LOGS_API];
    delete world[API]?.logs;
  };
}

/** A real SDK that keeps in memory what it would export. */
export function inMemory() {
  const spans = new sdk.tracing.InMemorySpanExporter();
  const records = new sdk.logs.InMemoryLogRecordExporter();
  const points = new sdk.metrics.InMemoryMetricExporter(sdk.metrics.AggregationTemporality.CUMULATIVE);
  const reader = new sdk.metrics.PeriodicExportingMetricReader({
    exporter: points,
    exportIntervalMillis: 2 ** 31 - 1,
  });
  return {
    spans,
    records,
    points,
    /** Reads all metrics. */
    collect: () => reader.forceFlush(),
    shutdown: () => reader.shutdown(),
    providers: (...processors: sdk.tracing.SpanProcessor[]): Required<Providers> => ({
      tracers: new sdk.tracing.BasicTracerProvider({
        spanProcessors: [new sdk.tracing.SimpleSpanProcessor(spans), ...processors],
      }),
      meters: new sdk.metrics.MeterProvider({ readers: [reader] }),
      loggers: new sdk.logs.LoggerProvider({
        processors: [new sdk.logs.SimpleLogRecordProcessor({ exporter: records })],
      }),
    }),
  };
}
