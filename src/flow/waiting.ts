import type { Clock } from "../clock.js";
import { alarm } from "./alarm.js";
import type { Permit, PermitRequest } from "./permit.js";
import { onAbort } from "./signal.js";

/** One who waits for a permit. */
export interface Waiting<Entry> extends PermitRequest {
  readonly since: number;
  /** Grants or refuses; to be called once, by whoever took the waiter out of the line. */
  readonly settle: (result: Permit<Entry> | Error) => void;
}

/** What becomes of a waiter. */
interface Fates<Entry> {
  readonly join: (waiter: Waiting<Entry>) => void;
  readonly late: (waiter: Waiting<Entry>) => unknown;
  readonly aborted: (waiter: Waiting<Entry>) => unknown;
}

/** Makes a waiter with its timer and its abort listener; both are gone when it is settled. */
export function standInLine<Entry>(
  clock: Clock,
  request: PermitRequest,
  now: number,
  fates: Fates<Entry>,
): Promise<Permit<Entry>> {
  return new Promise((resolve, reject) => {
    const silence = alarm(clock, request.timeoutMs, () => fates.late(waiter));
    const waiter: Waiting<Entry> = {
      ...request,
      since: now,
      settle: (result) => {
        silence();
        forget();
        if (result instanceof Error) reject(result);
        else resolve(result);
      },
    };
    const forget = onAbort(request.signal, () => fates.aborted(waiter));
    fates.join(waiter);
  });
}
