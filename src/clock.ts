/** What {@link Clock.setTimeout} returns and {@link Clock.clearTimeout} takes back. Opaque to us. */
export type TimerHandle = unknown;

/**
 * Every moment and every wait of this library comes from here, so that all of it runs in virtual time too.
 *
 * A timer made here should keep the process alive until it fires or is cleared: callers wait on it.
 */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary origin. Never goes back. */
  now(): number;
  /** Milliseconds since 1970. May jump; used only for dates that come from outside (Retry-After, days). */
  wallNow(): number;
  /** Calls `fn` once, `ms` milliseconds from now. */
  setTimeout(fn: () => void, ms: number): TimerHandle;
  /** Forgets a timer. Harmless for one that has fired. */
  clearTimeout(handle: TimerHandle): void;
}

export const MINUTE_MS = 60_000;

/** Longest delay that timers take; a longer one would fire at once (Node, browsers: 2^31 - 1 ms, 24.8 days). */
export const MAX_TIMER_MS = 2_147_483_647;

/** The machine's own clock. The only place that asks it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, ms) => globalThis.setTimeout(fn, ms),
  clearTimeout: (handle) => globalThis.clearTimeout(handle as ReturnType<typeof globalThis.setTimeout>),
};
