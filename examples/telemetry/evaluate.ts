import { QUANTILES, type Query } from "../../scripts/dashboard-names.js";
import { INSTRUMENTS, type InstrumentKey } from "../../src/telemetry/instruments.js";
import type { Point, Sample } from "./samples.js";

/** A series of a panel. */
export interface Course {
  /** The values of what it is taken by. */
  readonly labels: readonly string[];
  readonly legend: string | undefined;
  /** NaN where there is nothing to tell. */
  readonly values: readonly (readonly [s: number, value: number])[];
}

/** Seconds that a rate is taken over. */
const OVER_S = 1;

/** Numbers of several points in one: a counter or a gauge is one number, a histogram one for each bucket. */
type Numbers = readonly number[];

const numbersOf = ({ value }: Point): Numbers => (typeof value === "number" ? [value] : value.buckets.counts);

const countOf = (numbers: Numbers): number => numbers.reduce((sum, n) => sum + n, 0);

type Join = (one: number, other: number) => number;

const add: Join = (one, other) => one + other;
const JOIN: Readonly<Record<Query["as"], Join>> = {
  rate: add,
  sum: add,
  p50: add,
  p99: add,
  max: Math.max,
  min: Math.min,
};

/** The points of a metric, those joined that have the same labels. */
function grouped(sample: Sample, { key, as, by }: Query): Map<string, Numbers> {
  const groups = new Map<string, Numbers>();
  for (const point of sample.points.get(INSTRUMENTS[key].name) ?? []) {
    const id = JSON.stringify(by.map((attribute) => String(point.attributes[attribute] ?? "")));
    const known = groups.get(id);
    const numbers = numbersOf(point);
    groups.set(id, known === undefined ? numbers : known.map((n, i) => JOIN[as](n, numbers[i] ?? 0)));
  }
  return groups;
}

/** As Prometheus reads a quantile off the counts of buckets. @returns NaN where nothing was counted */
export function quantile(share: number, bounds: readonly number[], counts: Numbers): number {
  const rank = share * countOf(counts);
  if (rank === 0) return Number.NaN;
  let below = 0;
  for (const [i, count] of counts.entries()) {
    const [from, to] = [bounds[i - 1] ?? 0, bounds[i]];
    if (to === undefined) return from;
    if (below + count >= rank) return from + ((to - from) * (rank - below)) / count;
    below += count;
  }
  return Number.NaN;
}

const boundsOf = (samples: readonly Sample[], key: InstrumentKey): readonly number[] => {
  const points = samples.flatMap(({ points }) => points.get(INSTRUMENTS[key].name) ?? []);
  const value = points[0]?.value;
  return typeof value === "object" ? value.buckets.boundaries : [];
};

type Groups = ReadonlyMap<string, Numbers>;

interface Span {
  readonly seconds: number;
  readonly now: Groups;
  readonly before: Groups;
}

/** What has come in the last second; a counter that was not there yet stood at zero. */
const grown = ({ now, before }: Span, id: string): Numbers =>
  (now.get(id) ?? []).map((n, i) => n - (before.get(id)?.[i] ?? 0));

function valueAt(span: Span, id: string, as: Query["as"], bounds: readonly number[]): number {
  if (as === "rate") return countOf(grown(span, id)) / span.seconds;
  if (as === "p50" || as === "p99") return quantile(QUANTILES[as], bounds, grown(span, id));
  return span.now.get(id)?.[0] ?? Number.NaN;
}

/** Each collection with the one that was a second before. */
function spansOf(samples: readonly Sample[], groups: readonly Groups[]): (Span & { readonly s: number })[] {
  return samples.map(({ s }, i) => {
    const first = samples.findIndex((other) => other.s >= s - OVER_S);
    // Nothing had happened before the first one.
    const before = first === i ? undefined : groups[first];
    const seconds = before === undefined ? OVER_S : s - (samples[first]?.s ?? 0);
    return { s, seconds, now: groups[i] ?? new Map(), before: before ?? new Map() };
  });
}

/** A query of the dashboard, asked of what was collected instead of Prometheus. */
export function evaluate({ of, ...query }: Query, samples: readonly Sample[]): Course[] {
  const bounds = boundsOf(samples, query.key);
  const spans = spansOf(
    samples,
    samples.map((sample) => grouped(sample, query)),
  );
  const wholes = samples.map((sample) =>
    of === undefined ? undefined : grouped(sample, { ...query, key: of }),
  );
  const ids = [...new Set(spans.flatMap(({ now }) => [...now.keys()]))];
  return ids.map((id) => ({
    // Made above.
    labels: JSON.parse(id) as string[],
    legend: query.legend,
    values: spans.map((span, i) => {
      const whole = of === undefined ? 1 : (wholes[i]?.get(id)?.[0] ?? Number.NaN);
      return [span.s, valueAt(span, id, query.as, bounds) / whole] as const;
    }),
  }));
}
