/** What is remembered of the level at which the far side refuses, and of how much that moves. */
export interface Ceiling {
  /** The level last touched, followed with a dead band: the network's jitter is no movement. 0: never touched. */
  readonly level: number;
  /** Movement in slots per round trip, as it was at `at`; it fades. */
  readonly drift: number;
  readonly at: number;
}

export const NO_CEILING: Ceiling = { level: 0, drift: 0, at: 0 };

/** Round trips over which movement is averaged and forgotten. */
const MEMORY = 60;
const DEAD_BAND_SLOTS = 0.5;
const DEAD_BAND_SHARE = 0.05;

/** What one refusal is worth, in served attempts: the weight between lost capacity and refused attempts. */
const PRICE = 3;

export const driftOf = (ceiling: Ceiling, now: number, roundTripMs: number): number =>
  ceiling.drift * Math.exp(-(now - ceiling.at) / (MEMORY * roundTripMs));

/** The ceiling was met at this window. */
export function touched(ceiling: Ceiling, window: number, now: number, roundTripMs: number): Ceiling {
  const drift = driftOf(ceiling, now, roundTripMs);
  if (ceiling.level === 0) return { level: window, drift, at: now };
  const band = Math.max(DEAD_BAND_SLOTS, DEAD_BAND_SHARE * window);
  const off = window - ceiling.level;
  const step = Math.sign(off) * Math.max(0, Math.abs(off) - band);
  return { level: ceiling.level + step, drift: drift + Math.abs(step) / MEMORY, at: now };
}

/**
 * Milliseconds to hold before the next probe: where the loss of capacity by a ceiling that moved away (drift * t / 2 a
 * round trip) and the price of a probe are least together, t = sqrt(2 * PRICE / drift).
 *
 * A ceiling that stands still is probed too, on average with `probeShare` of the attempts at most: 1 / (share * window)
 * round trips; wide windows with less, 77 / sqrt(window), since they lose little by a slot.
 */
export function holdMs(
  ceiling: Ceiling,
  window: number,
  now: number,
  roundTripMs: number,
  probeShare: number,
): number {
  // Below three slots a probe costs a larger part of what is held.
  const few = Math.max(1, 3 / window);
  const calmRoundTrips = Math.max(1 / (probeShare * window), 77 / Math.sqrt(window));
  const calmDrift = (2 * PRICE) / calmRoundTrips ** 2;
  return roundTripMs * Math.sqrt((2 * PRICE) / (driftOf(ceiling, now, roundTripMs) * few ** 2 + calmDrift));
}
