import type { MetricKey } from "../operate/metric-names.js";
import { type LaneSeries, latest, mean, type Points, peak, perMinute } from "../operate/metric-series.js";
import { type LaneMetrics, tokensOf } from "../operate/verdict-facts.js";

/** One series as people look at it. */
export interface Row {
  readonly label: string;
  readonly unit: "/min" | "ms";
  readonly points: Points;
  readonly quota?: number | undefined;
}

export interface RowFigures {
  readonly last: number | undefined;
  readonly peak: number | undefined;
  readonly mean: number | undefined;
}

export const figuresOf = ({ points }: Row): RowFigures => ({
  last: latest(points),
  peak: peak(points),
  mean: mean(points),
});

const COUNTED: readonly (readonly [key: MetricKey, label: string])[] = [
  ["throttles", "throttled"],
  ["serverErrors", "server errors"],
  ["clientErrors", "client errors"],
];
const TOKENS: readonly (readonly [key: MetricKey, label: string])[] = [
  ["inputTokens", "input tokens"],
  ["outputTokens", "output tokens"],
  ["cacheReadTokens", "tokens from cache"],
  ["cacheWriteTokens", "tokens to cache"],
];
const TIMES: readonly (readonly [key: MetricKey, label: string])[] = [
  ["firstTokenMs", "to first token"],
  ["latencyMs", "to last token"],
];

const counted = (series: LaneSeries, [key, label]: readonly [MetricKey, string]): readonly Row[] => {
  const points = series.points[key];
  return points === undefined ? [] : [{ label, unit: "/min", points: perMinute(points, series.span) }];
};

/** What there is to show of a lane; what CloudWatch has nothing of is left out. */
export function rowsOf({ series, quotas }: LaneMetrics): readonly Row[] {
  const { points, span } = series;
  const { use, estimated } = tokensOf(series);
  const accepted: readonly Row[] = points.accepted
    ? [
        {
          label: "requests",
          unit: "/min",
          points: perMinute(points.accepted, span),
          quota: quotas.requestsPerMinute,
        },
      ]
    : [];
  const tokens: readonly Row[] = use
    ? [
        {
          label: estimated ? "quota tokens, est." : "quota tokens",
          unit: "/min",
          points: perMinute(use, span),
          quota: quotas.tokensPerMinute,
        },
      ]
    : [];
  const times = TIMES.flatMap(([key, label]): readonly Row[] => {
    const found = points[key];
    return found === undefined ? [] : [{ label, unit: "ms", points: found }];
  });
  return [
    ...accepted,
    ...COUNTED.flatMap((one) => counted(series, one)),
    ...tokens,
    ...TOKENS.flatMap((one) => counted(series, one)),
    ...times,
  ];
}
