import type { Random } from "../random.js";
import { UNKNOWN_ROUND_TRIP_MS } from "./law.js";

/** How long answers and refusals take, as a law sees them. */
export interface Timing {
  /** Smoothed service time of served attempts, in ms. */
  readonly roundTripMs: number | undefined;
  /** Smoothed delay of refusals and its smoothed deviation, in ms. */
  readonly refusalMs: number | undefined;
  readonly deviationMs: number;
}

export const NO_TIMING: Timing = { roundTripMs: undefined, refusalMs: undefined, deviationMs: 0 };

const ROUND_TRIP_SMOOTHING = 0.1;
const REFUSAL_SMOOTHING = 0.2;
const SHORTEST_GUARD_MS = 20;

export function withServed(timing: Timing, ms: number): Timing {
  const known = timing.roundTripMs;
  const roundTripMs = known === undefined ? ms : known + ROUND_TRIP_SMOOTHING * (ms - known);
  return { roundTripMs, refusalMs: timing.refusalMs, deviationMs: timing.deviationMs };
}

export function withRefusal(timing: Timing, ms: number): Timing {
  const { refusalMs, deviationMs } = timing;
  if (refusalMs === undefined) return { ...timing, refusalMs: ms, deviationMs: ms / 2 };
  return {
    ...timing,
    refusalMs: refusalMs + REFUSAL_SMOOTHING * (ms - refusalMs),
    deviationMs: deviationMs + REFUSAL_SMOOTHING * (Math.abs(ms - refusalMs) - deviationMs),
  };
}

export const roundTripOf = ({ roundTripMs }: Timing): number => roundTripMs ?? UNKNOWN_ROUND_TRIP_MS;

/**
 * An attempt older than this has been admitted: refusals come back sooner. Mean + 4 deviations, as TCP times out
 * (RFC 6298), and never later than an answer itself.
 */
export function guardMs(timing: Timing): number {
  if (timing.refusalMs === undefined) return UNKNOWN_ROUND_TRIP_MS;
  const late = timing.refusalMs + 4 * timing.deviationMs;
  return Math.min(roundTripOf(timing), Math.max(SHORTEST_GUARD_MS, late));
}

/** A moment of chance between two. */
export const between = (low: number, high: number, random: Random): number => low + (high - low) * random();

/** Between two sends of the slow start at most: a refusal comes back before many more have gone. */
const START_GAP_MS = 50;

/** Timers know nothing shorter. */
const TICK_MS = 1;

/**
 * When the slow start may send again that has just sent. Where the gap is shorter than timers know, what the last one was
 * late by is made up for: else no more than one attempt would go a tick, however wide the window.
 *
 * @param eachMs a round trip through the slots of the window
 */
export function nextStart(dueAt: number, now: number, eachMs: number): number {
  const gap = Math.min(START_GAP_MS, eachMs / 2);
  const late = gap < TICK_MS ? Math.min(TICK_MS, Math.max(0, now - dueAt)) : 0;
  return now + gap - late;
}
