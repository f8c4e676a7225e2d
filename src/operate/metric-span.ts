import { MINUTE_MS } from "../clock.js";

const DAY_MS = 1440 * MINUTE_MS;

/** CloudWatch keeps single minutes for this long; what is older it keeps in steps of five minutes only. */
const LONGEST_SINCE_MS = 15 * DAY_MS;
const SHORTEST_SINCE_MS = 5 * MINUTE_MS;

/** Steps of time; moments in milliseconds since 1970. */
export interface Span {
  /** Beginning of the first step. */
  readonly from: number;
  /** End of the last. */
  readonly to: number;
  readonly periodMs: number;
}

/** Minutes up to a day, then steps of five minutes. The step that is under way is left out: it would look like a fall. */
export function spanOf(wallNow: number, sinceMs: number): Span {
  const periodMs = sinceMs > DAY_MS ? 5 * MINUTE_MS : MINUTE_MS;
  const to = Math.floor(wallNow / periodMs) * periodMs;
  return { from: to - Math.ceil(sinceMs / periodMs) * periodMs, to, periodMs };
}

export const stepsIn = ({ from, to, periodMs }: Span): number => Math.round((to - from) / periodMs);

const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: DAY_MS };

/** Milliseconds of `90m`, `3h`, `2d`; undefined for anything else. */
export function readSince(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  return ms >= SHORTEST_SINCE_MS && ms <= LONGEST_SINCE_MS ? ms : undefined;
}
