/**
 * Refusals in a row, as a reason to try the other targets first: "throttled right now". Softer than a breaker, which
 * shuts a target; this one only puts it behind those that can serve at once, for so long as to look again now and then.
 */
export interface Detour {
  /** Refusals with nothing served that was sent after them. */
  readonly refusals: number;
  readonly refusedAt: number;
  readonly pauseMs: number;
  readonly until: number;
}

export const NO_DETOUR: Detour = {
  refusals: 0,
  refusedAt: Number.NEGATIVE_INFINITY,
  pauseMs: 0,
  until: Number.NEGATIVE_INFINITY,
};

/** In ms. Looking again costs one call an attempt, so it is done less and less often. */
const FIRST_MS = 1000;
const LONGEST_MS = 4000;

/** A refusal of an attempt. */
export interface Refusal {
  readonly sentAt: number;
  readonly now: number;
  /** One alone is ordinary: a window finds its ceiling by being refused, a server stumbles. Missing capacity is not. */
  readonly ordinary: boolean;
  /** What the service asked for; 0: nothing. */
  readonly retryAfterMs: number;
}

export function detourRefused(detour: Detour, refusal: Refusal): Detour {
  const { sentAt, now, ordinary, retryAfterMs } = refusal;
  // Sent before the last refusal was known: the same news once more.
  const refusals = sentAt < detour.refusedAt ? detour.refusals : detour.refusals + 1;
  const counted = refusals - (ordinary ? 1 : 0);
  const full = counted <= 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(counted - 1, 30));
  const pauseMs = Math.max(full, retryAfterMs);
  return { refusals, refusedAt: now, pauseMs, until: Math.max(detour.until, now + pauseMs) };
}

/** An attempt goes there to look again: until it says something, it is the only one. */
export const detourSent = (detour: Detour, now: number): Detour =>
  detour.pauseMs === 0 ? detour : { ...detour, until: Math.max(detour.until, now + detour.pauseMs) };

export const detourServed = (detour: Detour, sentAt: number): Detour =>
  sentAt > detour.refusedAt ? NO_DETOUR : detour;
