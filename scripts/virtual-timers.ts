import type { Random } from "spillway";
import type { VirtualClock } from "spillway/simulator";

/**
 * Runs work whose waits come from the global timers, and whose chance comes from `Math.random`, on a virtual clock
 * and a given chance. For code that takes neither as an argument. All is put back at the end.
 */
export async function withVirtualTimers<T>(
  clock: VirtualClock,
  random: Random,
  work: () => Promise<T>,
): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const chance = Math.random;
  const start = <Args extends unknown[]>(fn: (...args: Args) => void, ms = 0, ...args: Args): unknown =>
    clock.setTimeout(() => fn(...args), ms);
  const replaced = {
    // Node's own types promise a Timeout object; who is run here only hands it back to clearTimeout.
    setTimeout: start as typeof globalThis.setTimeout,
    clearTimeout: ((handle: unknown) => clock.clearTimeout(handle)) as typeof globalThis.clearTimeout,
  };
  Object.assign(globalThis, replaced);
  Math.random = random;
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Math.random = chance;
  }
}
