import type { Clock } from "../clock.js";
import { alarm } from "./alarm.js";
import type { Permit, PermitRequest } from "./permit.js";
import { onAbort } from "./signal.js";
import { Queued } from "./turns.js";

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
export class Waiting<Entry> extends Queued<Waiting<Entry>> {
  readonly request: PermitRequest;
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
    const { ticket, signal, caller } = request;
    super(ticket, caller.tenant, caller.batch);
    this.request = request;
    this.since = now;
    this.#promised = promised;
    this.#silence = alarm(clock, this.timeLeftMs(now), () => fates.late(this));
    this.#forget = signal && onAbort(signal, () => fates.aborted(this));
  }

  /** Milliseconds that it may still wait. */
  timeLeftMs(now: number): number {
    return timeLeftMs(this.request, this.since, now);
  }

  /** Grants or refuses; to be called once, by whoever took the waiter out of the line. */
  settle(result: Permit<Entry> | Error): void {
    this.#silence();
    this.#forget?.();
    if (!(result instanceof Error)) this.request.observer?.granted();
    if (result instanceof Error) this.#promised.reject(result);
    else this.#promised.resolve(result);
  }
}

/** Milliseconds that one may still wait who has waited since then: to its limit, or to its deadline. */
export const timeLeftMs = ({ timeoutMs, caller }: PermitRequest, since: number, now: number): number =>
  Math.min(since + timeoutMs, caller.deadlineAt) - now;

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
