import {
  InMemoryLogRecordExporter,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { BatchSpanProcessor, InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** How often metrics are collected; in an application, every 15 seconds or less often. */
const EVERY_MS = 200;
/** As many spans as a run has many times over: none is dropped. */
const MOST_SPANS = 20_000;

/** What has been exported. */
export interface Exports {
  readonly spans: readonly ReadableSpan[];
  /** One collection after the other; counters since the start of the process. */
  readonly metrics: readonly ResourceMetrics[];
  readonly records: readonly ReadableLogRecord[];
}

export interface Telemetry {
  /** Ends the exporting. */
  stop(): Promise<Exports>;
}

/**
 * OpenTelemetry set up the usual way, once in a process, before the first call. The exporters keep everything in memory,
 * to be drawn; in an application leave them out, and the `OTEL_*` variables say where things go.
 */
export function startTelemetry(): Telemetry {
  const spans = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const records = new InMemoryLogRecordExporter();
  const timing = { exportIntervalMillis: EVERY_MS, exportTimeoutMillis: EVERY_MS };
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, ...timing });
  const processor = new BatchSpanProcessor(spans, { maxQueueSize: MOST_SPANS });
  const sdk = new NodeSDK({
    serviceName: "rivers",
    spanProcessors: [processor],
    metricReaders: [reader],
    logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: records })],
  });
  sdk.start();
  return {
    stop: async () => {
      await Promise.all([processor.forceFlush(), reader.forceFlush()]);
      const exports = {
        spans: [...spans.getFinishedSpans()],
        metrics: [...metrics.getMetrics()],
        records: [...records.getFinishedLogRecords()],
      };
      // Forgets what they have kept.
      await sdk.shutdown();
      return exports;
    },
  };
}
