import { DIMENSION, METRIC_KEYS, METRICS, type MetricKey, NAMESPACE } from "./metric-names.js";
import type { Span } from "./metric-span.js";

/** One series to ask for. */
export interface MetricQuery {
  readonly model: string;
  readonly key: MetricKey;
  readonly name: string;
  /** Value of the dimension `ModelId`. */
  readonly dimension: string;
}

/** CloudWatch takes no more queries in one request. */
const MOST_QUERIES = 500;

/** An ARN may be told by its whole or by its last part: both are asked for. */
const dimensionsOf = (model: string): readonly string[] =>
  model.startsWith("arn:") ? [model, model.slice(model.lastIndexOf("/") + 1)] : [model];

export function queriesFor(models: readonly string[]): readonly MetricQuery[] {
  return models.flatMap((model) =>
    METRIC_KEYS.flatMap((key) =>
      METRICS[key].names.flatMap((name) =>
        dimensionsOf(model).map((dimension) => ({ model, key, name, dimension })),
      ),
    ),
  );
}

/** In pieces that one request may hold. */
export function inBatches<T>(queries: readonly T[], most: number = MOST_QUERIES): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let at = 0; at < queries.length; at += most) batches.push(queries.slice(at, at + most));
  return batches;
}

/** Ids begin with a small letter, and come back with the values. */
export const idOf = (index: number): string => `q${index}`;
export const indexOf = (id: string | undefined): number => Number(id?.slice(1));

/** A query in CloudWatch's own shape. */
export const wireQuery = ({ name, key, dimension }: MetricQuery, index: number, { periodMs }: Span) => ({
  Id: idOf(index),
  ReturnData: true,
  MetricStat: {
    Metric: {
      Namespace: NAMESPACE,
      MetricName: name,
      Dimensions: [{ Name: DIMENSION, Value: dimension }],
    },
    Period: periodMs / 1000,
    Stat: METRICS[key].statistic,
  },
});
