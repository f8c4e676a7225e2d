import { context, diag, type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import * as sdk from "@opentelemetry/sdk-node";
// Loaded when first needed otherwise, in real time, which no virtual clock waits for.
import "../../src/telemetry/recorder.js";

/** The key under which the Logs API keeps what is registered, for all of its copies. */
const LOGS_API = Symbol.for("io.opentelemetry.js.api.logs");

export interface Providers {
  readonly tracers?: TracerProvider;
  readonly meters?: MeterProvider;
  readonly loggers?: object;
}

/** Registers with OpenTelemetry's API, as an SDK does at its start; returns what takes it all back. */
export function register({ tracers, meters, loggers }: Providers): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (tracers !== undefined) trace.setGlobalTracerProvider(tracers);
  if (meters !== undefined) metrics.setGlobalMeterProvider(meters);
  const world = globalThis as { [LOGS_API]?: unknown };
  if (loggers !== undefined) world[LOGS_API] = () => loggers;
  return () => {
    for (const api of [trace, metrics, context, diag]) api.disable();
    delete world[LOGS_API];
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
