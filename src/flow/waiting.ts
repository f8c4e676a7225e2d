import type { Clock } from "../clock.js";
import { alarm } from "./alarm.js";
import type { Observer, Permit, PermitRequest } from "./permit.js";
import { Place } from "./queue.js";
import type { Tokens } from "./quotas.js";
import { onAbort } from "./signal.js";

/** What becomes of a waiter: the same for all in one line. */
export interface Fates<Entry> {
  readonly join: (waiter: Waiting<Entry>) => void;
  readonly late: (waiter: Waiting<Entry>) => unknown;
  readonly aborted: (waiter: Waiting<Entry>) => unknown;
}

/** Its promise, to be kept or broken. */
interface Promised<Entry> {
  readonly resolve: (permit: Permit<Entry>) => void;
  readonly reject: (error: Error) => void;
}

/** One who waits for a permit, with its timer and its abort listener; both are gone when it is settled. */
export class Waiting<Entry> extends Place<Waiting<Entry>> implements PermitRequest {
  readonly tokens: Tokens;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly observer: Observer | undefined;
  readonly since: number;
  readonly #promised: Promised<Entry>;
  readonly #silence: () => void;
  readonly #forget: (() => void) | undefined;

  constructor(
    clock: Clock,
    request: PermitRequest,
    now: number,
    fates: Fates<Entry>,
    promised: Promised<Entry>,
  ) {
    super(request.ticket);
    this.tokens = request.tokens;
    this.timeoutMs = request.timeoutMs;
    this.signal = request.signal;
    this.observer = request.observer;
    this.since = now;
    this.#promised = promised;
    this.#silence = alarm(clock, request.timeoutMs, () => fates.late(this));
    this.#forget = this.signal && onAbort(this.signal, () => fates.aborted(this));
  }

  /** Grants or refuses; to be called once, by whoever took the waiter out of the line. */
  settle(result: Permit<Entry> | Error): void {
    this.#silence();
    this.#forget?.();
    if (!(result instanceof Error)) this.observer?.granted();
    if (result instanceof Error) this.#promised.reject(result);
    else this.#promised.resolve(result);
  }
}

/** Puts one in line. */
export const standInLine = <Entry>(
  clock: Clock,
  request: PermitRequest,
  now: number,
  fates: Fates<Entry>,
): Promise<Permit<Entry>> =>
  new Promise((resolve, reject) => {
    fates.join(new Waiting(clock, request, now, fates, { resolve, reject }));
  });
