import type { MetricKey } from "../../src/operate/metric-names.js";
import type { LaneSeries, Points } from "../../src/operate/metric-series.js";
import type { LaneMetrics, Witness } from "../../src/operate/verdict-facts.js";
import type { QuotaFigures } from "../../src/settings/settings.js";

export const SONNET = "us.anthropic.claude-sonnet-4-20250514-v1:0";
export const FROM = Date.UTC(2026, 10, 20, 12);

/** What a minute holds, the same in each; or a list of minutes. */
export type Minutes = Readonly<Partial<Record<MetricKey, number | Points>>>;

/** A lane of so many steps. */
export function series(
  minutes: Minutes,
  { region = "us-east-1", model = SONNET, steps = 30, periodMs = 60_000 } = {},
): LaneSeries {
  const points = Object.entries(minutes).map(([key, value]) => [
    key,
    typeof value === "number" ? new Array<number>(steps).fill(value) : value,
  ]);
  const span = { from: FROM, to: FROM + steps * periodMs, periodMs };
  return { region, model, span, points: Object.fromEntries(points) };
}

export const lane = (
  minutes: Minutes,
  quotas: QuotaFigures = {},
  place: Parameters<typeof series>[1] & { readonly witness?: Witness } = {},
): LaneMetrics => ({ series: series(minutes, place), quotas, witness: place.witness });
