/**
 * A model that is being loaded (`ModelNotReadyException`): it takes tens of seconds, and asking does not make it faster.
 * One attempt after each pause finds out; all others wait in line.
 */
export interface Loading {
  /** Attempts in a row that found it not ready; 0: it is not known to be loading. */
  readonly found: number;
  readonly since: number;
  readonly until: number;
}

export const LOADED: Loading = { found: 0, since: Number.NEGATIVE_INFINITY, until: Number.NEGATIVE_INFINITY };

/** In ms: the first pause and the longest. An imported model takes from ten seconds to minutes. */
const FIRST_MS = 2500;
const LONGEST_MS = 10_000;

const pause = (found: number, chance: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(found - 1, 30)) * (0.75 + 0.25 * chance);

/** Milliseconds until the next attempt may find out. */
export const loadingDue = ({ until }: Loading, now: number): number => Math.max(0, until - now);

/** An attempt is sent to find out: the others wait for what it says. */
export const asked = (loading: Loading, now: number): Loading =>
  loading.found === 0 ? loading : { ...loading, until: now + pause(loading.found, 1) };

/** It was not ready. What was sent before that was known says nothing new. */
export function notReady(loading: Loading, sentAt: number, now: number, chance: number): Loading {
  if (loading.found > 0 && sentAt < loading.since) return loading;
  const found = loading.found + 1;
  return { found, since: now, until: now + pause(found, chance) };
}
