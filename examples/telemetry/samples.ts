import type { DataPoint, Histogram, ResourceMetrics } from "@opentelemetry/sdk-metrics";

/** The points of all metrics at one collection, by the metric's name. */
export interface Sample {
  /** Seconds since the run began. */
  readonly s: number;
  readonly points: ReadonlyMap<string, readonly Point[]>;
}

type Value = number | Histogram;

/** A point of one metric. */
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: Value;
}

const NANO = 1e9;

// Counters and gauges have numbers as values, histograms have objects; nothing here makes exponential ones.
const pointOf = ({ attributes, value }: DataPoint<unknown>): Point => ({ attributes, value: value as Value });

/** What was collected, as samples in the order of time; what came before the run began is left out. */
export function samplesOf(collections: readonly ResourceMetrics[], beganAtMs: number): Sample[] {
  const samples = collections.map(({ scopeMetrics }) => {
    const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
    const [seconds, nanos] = metrics[0]?.dataPoints[0]?.endTime ?? [0, 0];
    const points = metrics.map(
      ({ descriptor, dataPoints }) => [descriptor.name, dataPoints.map(pointOf)] as const,
    );
    return { s: seconds + nanos / NANO - beganAtMs / 1000, points: new Map(points) };
  });
  return samples.filter(({ s }) => s >= 0);
}
