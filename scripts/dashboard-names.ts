import { INSTRUMENTS, type InstrumentKey } from "../src/telemetry/instruments.js";
import { LABEL } from "../src/telemetry/names.js";

/** An attribute as a label of Prometheus. */
export const labelOf = (attribute: string): string => attribute.replaceAll(/[^a-zA-Z0-9_]+/g, "_");

/**
 * A metric as `@opentelemetry/exporter-prometheus` names it: counters end in `_total`, and no unit is added. The parts
 * of a histogram have endings of their own.
 */
export function metricOf(key: InstrumentKey): string {
  const { name, kind } = INSTRUMENTS[key];
  return `${labelOf(name)}${kind === "counter" ? "_total" : ""}`;
}

/** How a series of a query is read off what is there. */
export type Reading =
  /** Of a counter, or of how often a histogram was told: per second. */
  | "rate"
  /** Of what is shown at any moment: all added up, the highest, the lowest. */
  | "sum"
  | "max"
  | "min"
  /** Of a histogram: what half, and 99 of 100, stay below. */
  | "p50"
  | "p99";

/** What is asked of the metrics, one series for each set of `by`. */
export interface Query {
  readonly key: InstrumentKey;
  readonly as: Reading;
  /** As a share of another metric, read in the same way. */
  readonly of?: InstrumentKey;
  /** Attributes. */
  readonly by: readonly string[];
  /** What a series is called before the values of `by`. */
  readonly legend?: string;
}

/** Those of the dashboard. A breaker of a region has no model. */
function filterOf(attributes: readonly string[]): string {
  const byModel = !attributes.includes(LABEL.service);
  const matchers = ['job=~"$job"', 'cloud_region=~"$region"'];
  return [...matchers, ...(byModel ? ['gen_ai_request_model=~"$model"'] : [])].join(", ");
}

export const QUANTILES = { p50: 0.5, p99: 0.99 } as const;

/** A query in PromQL, with Grafana's variables. */
export function promQl({ of, ...query }: Query): string {
  return of === undefined ? seriesOf(query) : `${seriesOf(query)} / ${seriesOf({ ...query, key: of })}`;
}

function seriesOf({ key, as, by }: Query): string {
  const { kind, attributes } = INSTRUMENTS[key];
  const filter = `{${filterOf(attributes)}}`;
  const grouped = (labels: readonly string[]) => (labels.length === 0 ? "" : ` by (${labels.join(", ")})`);
  const labels = by.map(labelOf);
  const rate = (ending: string) => `rate(${metricOf(key)}${ending}${filter}[$__rate_interval])`;
  if (as === "rate") return `sum${grouped(labels)} (${rate(kind === "histogram" ? "_count" : "")})`;
  if (as === "p50" || as === "p99")
    return `histogram_quantile(${QUANTILES[as]}, sum${grouped(["le", ...labels])} (${rate("_bucket")}))`;
  return `${as}${grouped(labels)} (${metricOf(key)}${filter})`;
}

/** What Grafana calls a series. */
export const legendOf = ({ legend, by }: Query): string =>
  [...(legend === undefined ? [] : [legend]), ...by.map((attribute) => `{{${labelOf(attribute)}}}`)].join(
    " ",
  );
