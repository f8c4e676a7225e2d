import { modelData } from "../flow/model-data.js";
import type { QuotaFigures } from "../settings/settings.js";
import { type LaneSeries, type Points, peak, perMinute, total } from "./metric-series.js";
import { type Pace, paceOf } from "./verdict-pace.js";

/** What a process that uses the library has counted of the same model and region. */
export interface Witness {
  readonly throttled: number;
  readonly unavailable: number;
}

/** All that is known of one model in one region. */
export interface LaneMetrics {
  readonly series: LaneSeries;
  readonly quotas: QuotaFigures;
  readonly witness?: Witness | undefined;
}

/** How near a quota was. */
export interface Nearness {
  /** The highest of a minute, as a share of the quota. */
  readonly peak: number;
  /** Share of the throttles that fell into minutes near the quota. */
  readonly ofThrottles: number;
}

/** What a lane comes to; shares from 0 to 1. */
export interface Facts {
  readonly accepted: number;
  readonly throttles: number;
  readonly serverErrors: number;
  readonly clientErrors: number;
  /** Of all that was sent. */
  readonly throttledShare: number;
  readonly serverShare: number;
  readonly clientShare: number;
  /** undefined: the quota or the use is not known. */
  readonly requests: Nearness | undefined;
  readonly tokens: Nearness | undefined;
  /** Whether tokens were counted by us, for want of CloudWatch's own estimate. */
  readonly tokensEstimated: boolean;
  /** Tokens of the whole span, as a share of a day's quota. */
  readonly dayShare: number | undefined;
  /** Tokens per minute that would be reserved at the peak if requests name no max tokens, as a share of the quota. */
  readonly reservedShare: number | undefined;
  /** With what a cache gave and took: it is reserved, too. */
  readonly inputPerCall: number | undefined;
  readonly outputPerCall: number | undefined;
  readonly pace: Pace | undefined;
}

/** From this share of a quota on a minute counts as near it: minutes of CloudWatch and of the quota begin at other seconds. */
const NEAR = 0.8;

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

function nearness(
  use: Points | undefined,
  quota: number | undefined,
  throttles: Points,
): Nearness | undefined {
  const most = peak(use);
  if (use === undefined || most === undefined || quota === undefined || quota <= 0) return undefined;
  const near = throttles.filter((_, step) => (use[step] ?? 0) >= NEAR * quota);
  return { peak: most / quota, ofThrottles: ratio(total(near), total(throttles)) };
}

/** What completed requests cost of the quota: by CloudWatch, else input and weighted output. */
export function tokensOf({ points, model }: LaneSeries): {
  readonly use: Points | undefined;
  readonly estimated: boolean;
} {
  const { quotaTokens, inputTokens, outputTokens, cacheWriteTokens } = points;
  if (quotaTokens !== undefined) return { use: quotaTokens, estimated: false };
  if (inputTokens === undefined && outputTokens === undefined) return { use: undefined, estimated: false };
  const { outputWeight } = modelData(model);
  const length = Math.max(inputTokens?.length ?? 0, outputTokens?.length ?? 0);
  const use = Array.from({ length }, (_, step) => {
    const [input, output, written] = [inputTokens?.[step], outputTokens?.[step], cacheWriteTokens?.[step]];
    if (input === undefined && output === undefined) return undefined;
    return (input ?? 0) + (written ?? 0) + (output ?? 0) * outputWeight;
  });
  return { use, estimated: true };
}

function reserved(
  series: LaneSeries,
  { tokensPerMinute }: QuotaFigures,
  inputPerCall: number,
): number | undefined {
  const { accepted = [], throttles = [] } = series.points;
  if (tokensPerMinute === undefined || tokensPerMinute <= 0) return undefined;
  const sent = accepted.map((value, step) => (value ?? 0) + (throttles[step] ?? 0));
  const most = peak(perMinute(sent, series.span)) ?? 0;
  return (most * (inputPerCall + modelData(series.model).maxOutputTokens)) / tokensPerMinute;
}

export function factsOf({ series, quotas }: LaneMetrics): Facts {
  const { points, span } = series;
  const [accepted, throttles] = [total(points.accepted), total(points.throttles)];
  const [serverErrors, clientErrors] = [total(points.serverErrors), total(points.clientErrors)];
  // Whether `Invocations` holds what failed later differs by the page of the guide that one reads.
  const sent = Math.max(accepted, serverErrors + clientErrors) + throttles;
  const { use, estimated } = tokensOf(series);
  const throttled = points.throttles ?? [];
  const near = (values: Points | undefined, quota: number | undefined): Nearness | undefined =>
    nearness(values && perMinute(values, span), quota, throttled);
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = points;
  const input = total(inputTokens) + total(cacheReadTokens) + total(cacheWriteTokens);
  const inputPerCall = inputTokens && accepted > 0 ? input / accepted : undefined;
  return {
    accepted,
    throttles,
    serverErrors,
    clientErrors,
    throttledShare: ratio(throttles, sent),
    serverShare: ratio(serverErrors, sent),
    clientShare: ratio(clientErrors, sent),
    requests: near(points.accepted, quotas.requestsPerMinute),
    tokens: near(use, quotas.tokensPerMinute),
    tokensEstimated: estimated,
    dayShare: quotas.tokensPerDay && use ? total(use) / quotas.tokensPerDay : undefined,
    reservedShare: inputPerCall === undefined ? undefined : reserved(series, quotas, inputPerCall),
    inputPerCall,
    outputPerCall: outputTokens && accepted > 0 ? total(outputTokens) / accepted : undefined,
    pace: paceOf(series),
  };
}
