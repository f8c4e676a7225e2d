/**
 * How long a full window goes on believing in its ceiling while calls go elsewhere for it. To ask costs little then:
 * what is refused is served elsewhere at once. Where asking paid, it is asked again soon; where it did not, later.
 */
export interface Missing {
  /** When it was last asked, with which window, and how long it is left alone after that, in round trips. */
  readonly askedAt: number;
  readonly window: number;
  readonly pause: number;
}

const SHORTEST = 3;
const LONGEST = 12;

export const NOT_MISSING: Missing = { askedAt: Number.NEGATIVE_INFINITY, window: 0, pause: SHORTEST };

/** A full window is missed: undefined while it is left alone. */
export function miss(
  missing: Missing,
  window: number,
  now: number,
  roundTripMs: number,
): Missing | undefined {
  const paid = window > missing.window;
  const pause = paid ? SHORTEST : missing.pause;
  if (now - missing.askedAt < pause * roundTripMs) return undefined;
  return { askedAt: now, window, pause: paid ? SHORTEST : Math.min(LONGEST, 2 * missing.pause) };
}
