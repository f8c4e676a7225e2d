import { publicModel } from "../public-model.js";
import { matches } from "../settings/glob.js";
import type { loadCloudWatch } from "./clients.js";
import { DIMENSION, METRIC_KEYS, METRICS, NAMESPACE } from "./metric-names.js";
import { inBatches, indexOf, type MetricQuery, queriesFor, wireQuery } from "./metric-queries.js";
import { type LaneSeries, laid, type Points, type Samples } from "./metric-series.js";
import type { Span } from "./metric-span.js";
import { bounded } from "./pages.js";

export type CloudWatch = Awaited<ReturnType<typeof loadCloudWatch>>;

/** What to ask of one region. */
export interface MetricsAsked {
  readonly region: string;
  /** Ids, or patterns with `*`; none: all that are in use. */
  readonly models: readonly string[];
  readonly span: Span;
}

export interface MetricsRead {
  readonly lanes: readonly LaneSeries[];
  /** In words, what CloudWatch should have told and did not. */
  readonly missing: readonly string[];
}

/** CloudWatch can leave out what has been silent for so long. */
const RECENT_MS = 3 * 3_600_000;

/** A model where every request was throttled has no accepted ones: both are looked at. */
const SIGNS_OF_USE = [METRICS.accepted, METRICS.throttles].flatMap(({ names }) => names);

type Client = InstanceType<CloudWatch["CloudWatchClient"]>;

/** Models that have metrics of their own, that is by the dimension `ModelId` alone. */
async function modelsInUse(sdk: CloudWatch, client: Client, { from, to }: Span): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const MetricName of SIGNS_OF_USE) {
    const recent = to - from <= RECENT_MS ? { RecentlyActive: "PT3H" as const } : {};
    const pages = sdk.paginateListMetrics(
      { client, stopOnSameToken: true },
      { Namespace: NAMESPACE, MetricName, ...recent },
    );
    for await (const page of bounded(pages)) {
      for (const { Dimensions = [] } of page.Metrics ?? []) {
        const [only] = Dimensions;
        if (Dimensions.length === 1 && only?.Name === DIMENSION && only.Value) found.add(only.Value);
      }
    }
  }
  return [...found].sort();
}

async function modelsAsked(sdk: CloudWatch, client: Client, asked: MetricsAsked): Promise<readonly string[]> {
  const { models, span } = asked;
  const named = models.filter((model) => !model.includes("*"));
  if (models.length > 0 && named.length === models.length) return named;
  const used = await modelsInUse(sdk, client, span);
  const fits = used.filter((id) => models.length === 0 || models.some((pattern) => matches(pattern, id)));
  return [...new Set([...named, ...fits])];
}

interface Answer {
  readonly samples: Samples[number][];
  /** As CloudWatch said it last. */
  status: string;
}

async function readBatch(
  sdk: CloudWatch,
  client: Client,
  batch: readonly MetricQuery[],
  span: Span,
): Promise<ReadonlyMap<MetricQuery, Answer>> {
  const answers = new Map<MetricQuery, Answer>();
  const input = {
    MetricDataQueries: batch.map((query, index) => wireQuery(query, index, span)),
    StartTime: new Date(span.from),
    EndTime: new Date(span.to),
    ScanBy: "TimestampAscending" as const,
  };
  let isCut = false;
  const pages = sdk.paginateGetMetricData({ client, stopOnSameToken: true }, input);
  for await (const page of bounded(pages)) {
    // Of the last one that is read, it says that there would be more.
    isCut = Boolean(page.NextToken);
    for (const { Id, Timestamps = [], Values = [], StatusCode = "" } of page.MetricDataResults ?? []) {
      const query = batch[indexOf(Id)];
      if (query === undefined) continue;
      const answer = answers.get(query) ?? { samples: [], status: "" };
      // Into one list: a copy for each page would cost the square of them.
      Timestamps.forEach((at, i) => {
        answer.samples.push([at.getTime(), Values[i] ?? Number.NaN]);
      });
      answer.status = StatusCode;
      answers.set(query, answer);
    }
  }
  if (isCut) for (const answer of answers.values()) answer.status = "its pages have no end";
  return answers;
}

function seriesOf(
  region: string,
  model: string,
  answers: ReadonlyMap<MetricQuery, Answer>,
  span: Span,
): LaneSeries {
  const mine = [...answers].filter(([query]) => query.model === model);
  const points = METRIC_KEYS.flatMap((key): (readonly [string, Points])[] => {
    const samples = mine.flatMap(([query, answer]) => (query.key === key ? answer.samples : []));
    const found = laid(samples, span);
    return found === undefined ? [] : [[key, found]];
  });
  return { region, model, span, points: Object.fromEntries(points) };
}

function gaps(region: string, answers: ReadonlyMap<MetricQuery, Answer>): readonly string[] {
  return [...answers]
    .filter(([, { status }]) => status !== "" && status !== "Complete")
    .map(
      ([{ name, model }, { status }]) =>
        `CloudWatch in ${region} gave ${name} of ${publicModel(model)} not as a whole (${status}).`,
    );
}

/**
 * Reads the metrics of one region. Errors of AWS pass through.
 *
 * What was asked for by its id is a lane even where there is nothing; what was only found is one if there is.
 */
export async function readMetrics(
  sdk: CloudWatch,
  client: Client,
  asked: MetricsAsked,
): Promise<MetricsRead> {
  const { region, span } = asked;
  const models = await modelsAsked(sdk, client, asked);
  const answers = new Map<MetricQuery, Answer>();
  for (const batch of inBatches(queriesFor(models))) {
    for (const [query, answer] of await readBatch(sdk, client, batch, span)) answers.set(query, answer);
  }
  const lanes = models
    .map((model) => seriesOf(region, model, answers, span))
    .filter(({ model, points }) => Object.keys(points).length > 0 || asked.models.includes(model));
  return { lanes, missing: gaps(region, answers) };
}
