import { type Clock, MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import { SpillwayError } from "../errors.js";
import { abortError, onAbort } from "./signal.js";

/**
 * Rings once after `ms`, however long that is; returns the function that silences it. `Infinity` never rings, but
 * holds the process: somebody waits.
 */
export function alarm(clock: Clock, ms: number, ring: () => void): () => void {
  // What nearly all are: with nothing to remember, since many wait at once.
  if (ms <= MAX_TIMER_MS) {
    const only = clock.setTimeout(ring, Math.max(0, ms));
    return () => clock.clearTimeout(only);
  }
  let handle: TimerHandle;
  const arm = (left: number): void => {
    const step = Math.min(Math.max(0, left), MAX_TIMER_MS);
    handle = clock.setTimeout(() => (left > step ? arm(left - step) : ring()), step);
  };
  arm(ms);
  return () => clock.clearTimeout(handle);
}

/**
 * Settles after `ms`, or fails as soon as one of the signals fires: as a refusal of ours where that is its reason, else
 * with an AbortError. Holds the process.
 */
export function sleep(
  clock: Clock,
  ms: number,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      silence();
      for (const forget of forgets) forget();
      const fired = signals.find((signal) => signal?.aborted);
      if (fired === undefined) resolve();
      else reject(fired.reason instanceof SpillwayError ? fired.reason.anew() : abortError(fired));
    };
    const silence = alarm(clock, ms, end);
    const forgets = signals.map((signal) => onAbort(signal, end));
    if (signals.some((signal) => signal?.aborted)) end();
  });
}
