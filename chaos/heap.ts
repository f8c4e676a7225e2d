import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The level of the heap after so many calls. */
export interface HeapSample {
  readonly calls: number;
  readonly bytes: number;
}

setFlagsFromString("--expose-gc");
// A context that is made after the flag was set has it.
const gc = runInNewContext("gc") as () => void;

const ROUNDS = 6;

export const collect = (): void => gc();

/** Collects until nothing more comes free: what dies lets go of others in turns of its own. */
export async function settledHeap(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ROUNDS; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}
