/** What a breaker remembers of the attempts that it has seen, to tell a dead far side from a full one. */
export interface Streak {
  /** Capacity errors with no success between them. */
  readonly failures: number;
  /** When an attempt was last served, and how long served attempts take (smoothed), in ms. */
  readonly servedAt: number;
  readonly roundTripMs: number;
}

export const NO_STREAK: Streak = { failures: 0, servedAt: Number.NEGATIVE_INFINITY, roundTripMs: 0 };

const SMOOTHING = 0.2;

/** How long an answer took is a fact of the far side, in whatever state the breaker was. */
export function streakTimed({ failures, servedAt, roundTripMs }: Streak, heldMs: number): Streak {
  const smoothed = roundTripMs === 0 ? heldMs : roundTripMs + SMOOTHING * (heldMs - roundTripMs);
  return { failures, servedAt, roundTripMs: smoothed };
}

export const streakServed = ({ roundTripMs }: Streak, now: number): Streak => ({
  failures: 0,
  servedAt: now,
  roundTripMs,
});

export const streakFailed = (streak: Streak): Streak => ({ ...streak, failures: streak.failures + 1 });

/** A changed state begins anew; what is known of the service time stays. */
export const streakReset = (streak: Streak): Streak => ({ ...streak, failures: 0 });

/**
 * Whether to trip: enough capacity errors in a row, and nothing served within the last round trip.
 *
 * The second half is what makes the first mean something. A refusal takes 20 ms and an answer seconds, so any healthy
 * region at its ceiling gives five refusals in a row now and then, between two answers.
 */
export function shouldTrip(streak: Streak, failures: number, now: number): boolean {
  return streak.failures >= failures && now - streak.servedAt > streak.roundTripMs;
}

/** Milliseconds to stay open after the `trips`-th trip in a row: doubling up to a bound, with up to a fifth of jitter less. */
export function openTime(trips: number, openMs: number, maxOpenMs: number, chance: number): number {
  const full = Math.min(maxOpenMs, openMs * 2 ** Math.min(trips - 1, 30));
  return full * (1 - 0.2 * chance);
}
