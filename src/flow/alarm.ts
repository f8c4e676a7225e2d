import { type Clock, MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import { SpillwayError } from "../errors.js";

/**
 * Rings once after `ms`, however long that is; returns the function that silences it. `Infinity` never rings, but
 * holds the process: somebody waits.
 */
export function alarm(clock: Clock, ms: number, ring: () => void): () => void {
  let handle: TimerHandle;
  const arm = (left: number): void => {
    const step = Math.min(Math.max(0, left), MAX_TIMER_MS);
    handle = clock.setTimeout(() => (left > step ? arm(left - step) : ring()), step);
  };
  arm(ms);
  return () => clock.clearTimeout(handle);
}

/** What the SDK throws for an abort: the same name, so that callers need one test for both. */
export function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  const error = new Error("Request aborted", reason instanceof Error ? { cause: reason } : {});
  error.name = "AbortError";
  return error;
}

/**
 * Settles after `ms`, or fails as soon as one of the signals fires: with its reason where that is a refusal of ours,
 * else with an AbortError. Holds the process.
 */
export function sleep(
  clock: Clock,
  ms: number,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<void> {
  const watched = signals.filter((signal) => signal !== undefined);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      silence();
      for (const signal of watched) signal.removeEventListener("abort", end);
      const fired = watched.find((signal) => signal.aborted);
      if (fired === undefined) resolve();
      else reject(fired.reason instanceof SpillwayError ? fired.reason : abortError(fired));
    };
    const silence = alarm(clock, ms, end);
    for (const signal of watched) signal.addEventListener("abort", end);
    if (watched.some((signal) => signal.aborted)) end();
  });
}
