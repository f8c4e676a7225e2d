import { collect } from "./heap.js";
import type { Ledger } from "./ledger.js";

/** What is still open. */
export interface Open {
  /** At the service. */
  readonly server: number;
  /** Of spillway's permits, and callers in its lines. */
  readonly inFlight: number;
  readonly queued: number;
}

export type OpenOf = () => Open;

/** How still it became. */
export interface Stillness extends Open {
  /** Callers without a result. */
  readonly unsettled: number;
  /** How long that took, in ms. */
  readonly ms: number;
}

const LOOK_EVERY_MS = 20;

/** A machine that is busy with other things may be late, not ten times as late. */
const LONGEST_IDLES = 25;

/** Waits until nothing is open any more, or for much longer than it may take. */
export async function settle(open: OpenOf, ledger: Ledger, idleMs: number): Promise<Stillness> {
  const begun = performance.now();
  for (;;) {
    // Streams that were dropped end when they are collected.
    collect();
    const ms = performance.now() - begun;
    const now = { ...open(), unsettled: ledger.begun - ledger.settled, ms };
    const left = now.server + now.inFlight + now.queued + now.unsettled;
    if (left === 0 || ms > LONGEST_IDLES * idleMs) return now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
