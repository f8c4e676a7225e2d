import { type LaneSeries, type Points, total, weighedMean } from "./metric-series.js";

/** Tokens per second that an answer grows by once it has begun: falls when the service is slow, not when answers are long. */
export interface Pace {
  readonly before: number;
  readonly after: number;
}

/** Fewer answers say nothing. */
const FEWEST = 10;

function paceIn({ points }: LaneSeries, from: number, to: number): number | undefined {
  const part = (all: Points | undefined): Points => (all ?? []).slice(from, to);
  const accepted = part(points.accepted);
  const calls = total(accepted);
  const latency = weighedMean(part(points.latencyMs), accepted);
  const first = weighedMean(part(points.firstTokenMs), accepted);
  const output = total(part(points.outputTokens));
  if (calls < FEWEST || latency === undefined || first === undefined || output === 0) return undefined;
  const writingMs = latency - first;
  return writingMs > 0 ? (1000 * output) / calls / writingMs : undefined;
}

/** In the first third of the span, and in the last. Known only where answers are streamed. */
export function paceOf(series: LaneSeries): Pace | undefined {
  const steps = Math.max(0, ...Object.values(series.points).map((points) => points.length));
  const third = Math.floor(steps / 3);
  const before = paceIn(series, 0, third);
  const after = paceIn(series, steps - third, steps);
  return before === undefined || after === undefined ? undefined : { before, after };
}
