import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** On a busy machine a call waits for some milliseconds now and then, which has a span of its own. */
const isWait = ({ name }: ReadableSpan): boolean => name.startsWith("wait ");

/** Counts spans of calls and attempts, and drops them: what an exporter does with them is none of our cost. */
export class CountingProcessor implements SpanProcessor {
  ended = 0;
  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    if (!isWait(span)) this.ended++;
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Sets up tracing as an application does: every span is recorded, and the context follows through promises. */
export function recordSpans(): CountingProcessor {
  const processor = new CountingProcessor();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  return processor;
}

/** What has been exported by now. */
export interface Exported {
  readonly spans: number;
  /** As `spillway.attempts` counts them. */
  readonly attempts: number;
}

/** Sets up spans and metrics as an application does, with exporters that drop what they get. */
export function exportInBatches(): () => Promise<Exported> {
  let spans = 0;
  const drop: SpanExporter = {
    export: (batch, done) => {
      spans += batch.filter((span) => !isWait(span)).length;
      done({ code: 0 });
    },
    shutdown: async () => undefined,
  };
  // A queue that never overflows: what is dropped costs nothing.
  const processor = new BatchSpanProcessor(drop, { maxQueueSize: 10_000_000, maxExportBatchSize: 512 });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  metrics.setGlobalMeterProvider(meters);
  return async () => {
    await processor.forceFlush();
    await meters.forceFlush();
    const all =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
    const attempts = all.find(({ descriptor }) => descriptor.name === "spillway.attempts")?.dataPoints ?? [];
    const counted = attempts.map(({ value }) => value as DataPoint<number>["value"]); // a counter's
    return { spans, attempts: counted.reduce((sum, each) => sum + each, 0) };
  };
}
