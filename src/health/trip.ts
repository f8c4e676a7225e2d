/** What a breaker remembers of the attempts that it has seen, to tell a dead far side from a full one. */
export interface Streak {
  /** Capacity errors with no success between them. Faults and timeouts neither add to it nor end it. */
  readonly failures: number;
  /** When an attempt was last served, and how long served attempts take (smoothed), in ms. */
  readonly servedAt: number;
  readonly roundTripMs: number;
}

export const NO_STREAK: Streak = { failures: 0, servedAt: Number.NEGATIVE_INFINITY, roundTripMs: 0 };

const SMOOTHING = 0.2;

/** How long an answer took is a fact of the far side, in whatever state the breaker was. */
export function streakTimed({ failures, servedAt, roundTripMs }: Streak, heldMs: number): Streak {
  return { failures, servedAt, roundTripMs: smoothed(roundTripMs, heldMs) };
}

export const streakServed = ({ roundTripMs }: Streak, heldMs: number, now: number): Streak => ({
  failures: 0,
  servedAt: now,
  roundTripMs: smoothed(roundTripMs, heldMs),
});

export const streakFailed = ({ failures, servedAt, roundTripMs }: Streak): Streak => ({
  failures: failures + 1,
  servedAt,
  roundTripMs,
});

/** A changed state begins anew; what is known of the service time stays. */
export const streakReset = ({ servedAt, roundTripMs }: Streak): Streak => ({
  failures: 0,
  servedAt,
  roundTripMs,
});

const smoothed = (before: number, heldMs: number): number =>
  before === 0 ? heldMs : before + SMOOTHING * (heldMs - before);

/**
 * Whether to trip: enough capacity errors in a row, and nothing served within the last round trip.
 *
 * The second half is what makes the first mean something. A refusal takes 20 ms and an answer seconds, so any healthy
 * region at its ceiling gives five refusals in a row now and then, between two answers.
 */
export function shouldTrip(streak: Streak, failures: number, now: number): boolean {
  return streak.failures >= failures && now - streak.servedAt > streak.roundTripMs;
}

/**
 * How many trips in a row the next one follows. One soon after the breaker has closed belongs to those before: a probe
 * got through, but the far side had not recovered.
 *
 * Soon is within the longest open time. So whoever comes and goes is not followed through more than three changes of
 * state in `maxOpenMs` for long, jitter aside: either it stays closed for that time, or it comes to stay open for it.
 */
export const tripsBefore = (trips: number, closedMs: number, maxOpenMs: number): number =>
  closedMs > maxOpenMs ? 0 : trips;

export interface OpenTimes {
  readonly openMs: number;
  readonly maxOpenMs: number;
}

/**
 * Milliseconds to stay open after the `trips`-th trip in a row: doubling up to a bound, with up to a fifth of jitter
 * less; or what the service asked for, if that is longer.
 */
export function openTime(trips: number, times: OpenTimes, chance: number, retryAfterMs: number): number {
  const full = Math.min(times.maxOpenMs, times.openMs * 2 ** Math.min(trips - 1, 30));
  const own = full * (1 - 0.2 * chance);
  return retryAfterMs > own ? retryAfterMs : own;
}
