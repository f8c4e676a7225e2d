import type { Random } from "spillway";
import type { VirtualClock } from "spillway/simulator";

interface Repeated {
  handle: unknown;
}

/**
 * Runs work whose waits come from the global timers, whose dates come from `Date.now`, and whose chance comes from
 * `Math.random`, on a virtual clock and a given chance. For code that takes neither as an argument. All is put back
 * at the end.
 */
export async function withVirtualTimers<T>(
  clock: VirtualClock,
  random: Random,
  work: () => Promise<T>,
): Promise<T> {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const [chance, now] = [Math.random, Date.now];
  Object.assign(globalThis, timersOf(clock));
  Math.random = random;
  Date.now = () => clock.wallNow();
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
    Math.random = chance;
    Date.now = now;
  }
}

/** Who is run here only hands what it gets back, so that no handle needs to be one of Node's. */
function timersOf(clock: VirtualClock): Readonly<Record<string, unknown>> {
  const setTimeout = <Args extends unknown[]>(fn: (...args: Args) => void, ms = 0, ...args: Args): unknown =>
    clock.setTimeout(() => fn(...args), ms);
  const setInterval = <Args extends unknown[]>(
    fn: (...args: Args) => void,
    ms = 0,
    ...args: Args
  ): Repeated => {
    const again = (): unknown =>
      clock.setTimeout(
        () => {
          repeated.handle = again();
          fn(...args);
        },
        Math.max(1, ms),
      );
    const repeated: Repeated = { handle: undefined };
    repeated.handle = again();
    return repeated;
  };
  return {
    setTimeout,
    clearTimeout: (handle: unknown) => clock.clearTimeout(handle),
    setInterval,
    clearInterval: (repeated: Repeated | undefined) => clock.clearTimeout(repeated?.handle),
  };
}
