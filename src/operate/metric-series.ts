import type { MetricKey } from "./metric-names.js";
import { type Span, stepsIn } from "./metric-span.js";

/** Values in steps of a span; undefined where CloudWatch has none. */
export type Points = readonly (number | undefined)[];

/** What CloudWatch tells of one model or profile in one region. */
export interface LaneSeries {
  readonly region: string;
  readonly model: string;
  readonly span: Span;
  /** What is absent, CloudWatch has nothing of. */
  readonly points: Readonly<Partial<Record<MetricKey, Points>>>;
}

/** Values with their moments, in milliseconds since 1970. */
export type Samples = readonly (readonly [at: number, value: number])[];

const isValue = (value: number | undefined): value is number => value !== undefined;

/** Samples laid on the steps; of two in one step the larger: two names of one metric must not count twice. */
export function laid(samples: Samples, span: Span): Points | undefined {
  const points: (number | undefined)[] = new Array<undefined>(stepsIn(span)).fill(undefined);
  for (const [at, value] of samples) {
    const step = Math.floor((at - span.from) / span.periodMs);
    if (step < 0 || step >= points.length || !Number.isFinite(value)) continue;
    points[step] = Math.max(points[step] ?? Number.NEGATIVE_INFINITY, value);
  }
  return points.some(isValue) ? points : undefined;
}

/** Sum of what is there; 0 for nothing. */
export const total = (points: Points = []): number =>
  points.reduce<number>((sum, value) => sum + (value ?? 0), 0);

export const peak = (points: Points = []): number | undefined => {
  const known = points.filter(isValue);
  return known.length === 0 ? undefined : known.reduce((most, value) => Math.max(most, value));
};

export const mean = (points: Points = []): number | undefined => {
  const known = points.filter(isValue);
  return known.length === 0 ? undefined : total(known) / known.length;
};

/** The last that is there. */
export const latest = (points: Points = []): number | undefined => points.findLast(isValue);

/** A mean in which each step counts by how much of `weights` it had. */
export function weighedMean(points: Points = [], weights: Points = []): number | undefined {
  let sum = 0;
  let weight = 0;
  points.forEach((value, step) => {
    const by = weights[step] ?? 0;
    if (value === undefined || by <= 0) return;
    sum += value * by;
    weight += by;
  });
  return weight > 0 ? sum / weight : mean(points);
}

/** Counts of a step as counts per minute. */
export const perMinute = (points: Points, { periodMs }: Span): Points =>
  points.map((value) => (value === undefined ? undefined : (value * 60_000) / periodMs));
