import { leaves, profilePrefix } from "../residency.js";
import type { QuotaFigures } from "../settings/settings.js";
import type { CloudWatch, MetricsRead } from "./metric-read.js";
import { readMetrics } from "./metric-read.js";
import type { LaneSeries } from "./metric-series.js";
import type { Span } from "./metric-span.js";
import { said } from "./said.js";
import { unread } from "./unread.js";
import { type Verdict, verdictsOf } from "./verdict.js";
import type { LaneMetrics, Witness } from "./verdict-facts.js";
import type { SeenProcess } from "./watch-snapshot.js";

/** What to watch, and by what means. */
export interface Watch {
  /** Ids, or patterns with `*`; none: all that are in use. */
  readonly models: readonly string[];
  /** By region: where to look. */
  readonly clients: ReadonlyMap<string, InstanceType<CloudWatch["CloudWatchClient"]>>;
  /** As in the settings. */
  readonly residency: readonly string[];
  readonly sdk: CloudWatch;
  /** Applied quotas of a model in a region; rejects where they are not known. */
  readonly quotasOf: (region: string, model: string) => Promise<QuotaFigures>;
}

/** One look at the service. */
export interface WatchReport {
  readonly span: Span;
  readonly verdicts: readonly Verdict[];
  readonly processes: readonly SeenProcess[];
  /** In words, what could not be read. */
  readonly missing: readonly string[];
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

const settled = async <T>(promise: Promise<T>): Promise<Settled<T>> => {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
};

/** Where nothing can be read there is no report: the first reason is thrown, without what must not be told. */
async function metricsOf(watch: Watch, span: Span): Promise<MetricsRead> {
  const { clients, models, sdk } = watch;
  const regions = [...clients.keys()];
  const outcomes = await Promise.all(
    [...clients].map(([region, client]) => settled(readMetrics(sdk, client, { region, models, span }))),
  );
  const failures = outcomes.flatMap((outcome, at) =>
    "error" in outcome ? [{ what: `The metrics of ${regions[at]}`, error: outcome.error }] : [],
  );
  const [first] = failures;
  if (first !== undefined && failures.length === regions.length)
    throw new Error(unread(first.what, first.error));
  const read = outcomes.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []));
  return {
    lanes: read.flatMap(({ lanes }) => lanes),
    missing: [
      ...read.flatMap(({ missing }) => missing),
      ...failures.map(({ what, error }) => `${what}: ${said(error)}`),
    ],
  };
}

/** Whether an id could be called in a region, by its prefix alone. */
function couldBe(model: string, region: string): boolean {
  const prefix = profilePrefix(model);
  if (model.startsWith("arn:")) return false;
  return prefix === undefined || prefix === "global" || leaves([prefix], region, model) === undefined;
}

/** The same models in the other regions, where nothing was sent: there may be room. */
function silent(lanes: readonly LaneSeries[], { clients }: Watch, span: Span): readonly LaneSeries[] {
  const models = [...new Set(lanes.map(({ model }) => model))];
  const known = new Set(lanes.map(({ region, model }) => `${region} ${model}`));
  return [...clients.keys()].flatMap((region) =>
    models
      .filter((model) => !known.has(`${region} ${model}`) && couldBe(model, region))
      .map((model) => ({ region, model, span, points: {} })),
  );
}

function witnessOf({ region, model }: LaneSeries, processes: readonly SeenProcess[]): Witness | undefined {
  const lanes = processes
    .flatMap((process) => process.lanes)
    .filter((lane) => lane.region === region && lane.model === model);
  if (lanes.length === 0) return undefined;
  const sum = (key: "throttled" | "unavailable"): number => lanes.reduce((all, lane) => all + lane[key], 0);
  return { throttled: sum("throttled"), unavailable: sum("unavailable") };
}

const quotaWords = ({ region }: LaneSeries, error: unknown): string =>
  `The quotas in ${region}: ${said(error)}`;

/**
 * Looks once: metrics, quotas, processes, and what they mean together.
 *
 * @throws Error where the metrics of no region can be read
 */
export async function lookOnce(
  watch: Watch,
  span: Span,
  processes: readonly SeenProcess[] = [],
): Promise<WatchReport> {
  const { lanes, missing } = await metricsOf(watch, span);
  const unused = silent(lanes, watch, span);
  const all = [...lanes, ...unused];
  const quotas = await Promise.all(all.map(({ region, model }) => settled(watch.quotasOf(region, model))));
  const metrics = all.map((series, at): LaneMetrics => {
    const found = quotas[at];
    return {
      series,
      quotas: found !== undefined && "value" in found ? found.value : {},
      witness: witnessOf(series, processes),
    };
  });
  const unknown = lanes.flatMap((series, at) => {
    const found = quotas[at];
    return found !== undefined && "error" in found ? [quotaWords(series, found.error)] : [];
  });
  // Where nothing is known of a place that nobody uses there is nothing to tell.
  const told = metrics.filter(
    ({ series, quotas: known }) =>
      !unused.includes(series) || Object.values(known).some((value) => value !== undefined),
  );
  return {
    span,
    verdicts: verdictsOf(told, watch.residency),
    processes,
    missing: [...new Set([...missing, ...unknown])],
  };
}
