import { MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import type { SpillwayError } from "../errors.js";
import type { Admissions, Learnt } from "./admissions.js";
import { UNKNOWN_ROUND_TRIP_MS, type WindowView } from "./law.js";
import type { LimiterOptions, Permit, PermitRequest } from "./permit.js";
import { expectedWait } from "./prospect.js";
import { WaitingLine } from "./queue.js";
import { hopeless, queueFull, queueTimeout, type Standing } from "./refusals.js";
import { abortError } from "./signal.js";
import { type Fates, standInLine, type Waiting } from "./waiting.js";

/**
 * Joins window, quotas, gate and line: who may send now, and who next.
 *
 * A slot that comes free goes to the first waiter in the same tick, so that a newcomer never overtakes. A smaller
 * window waits for permits to end; it never takes one back. No timer lives while nobody waits.
 */
export class Limiter<Entry> {
  readonly #options: LimiterOptions<Entry>;
  readonly #line = new WaitingLine<Waiting<Entry>>();
  readonly #admissions: Admissions;
  readonly #fates: Fates<Entry> = {
    join: (waiter) => {
      this.#line.join(waiter);
      this.pump();
    },
    late: (waiter) => this.#refuse(waiter, queueTimeout(waiter.timeoutMs, this.#standing())),
    aborted: (waiter) => this.#refuse(waiter, abortError(waiter.signal)),
  };
  #pumping = false;
  #wake: TimerHandle | undefined;

  constructor(options: LimiterOptions<Entry>) {
    this.#options = options;
    this.#admissions = options.admissions;
  }

  get inFlight(): number {
    return this.#admissions.inFlight;
  }

  get queued(): number {
    return this.#line.length;
  }

  get window(): WindowView {
    return this.#admissions.window;
  }

  /** A permit at once, where nobody has to wait for one. */
  admit(request: PermitRequest): Permit<Entry> | undefined {
    if (this.queued > 0 || request.signal?.aborted) return undefined;
    const now = this.#options.clock.now();
    return this.#dueIn(request, now) === 0 ? this.#grant(request, now) : undefined;
  }

  /**
   * A permit, as soon as there is one for this caller.
   *
   * @throws SpillwayError `QUEUE_FULL`, `QUEUE_TIMEOUT`, `QUOTA_EXHAUSTED`, or what the gate says
   * @throws AbortError when the signal fires first
   */
  acquire(request: PermitRequest): Promise<Permit<Entry>> {
    const { clock, observe, queueLimit } = this.#options;
    if (request.signal?.aborted) return Promise.reject(abortError(request.signal));
    const admitted = this.admit(request);
    if (admitted !== undefined) return Promise.resolve(admitted);
    const now = clock.now();
    this.#admissions.wanted(now);
    if (observe) return Promise.resolve(this.#grant(request, now));
    const refusal = hopeless(this.#options, request, now, request.timeoutMs);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.queued >= queueLimit) return Promise.reject(queueFull(queueLimit, this.#standing()));
    return this.#wait(request, now);
  }

  /** Looks again who may go. To be called when something outside has changed (a breaker closed). */
  pump(): void {
    // Asking the gate may change it, and a changed gate calls back here: the outer call goes on for both.
    if (this.#pumping) return;
    this.#pumping = true;
    this.#sleep();
    try {
      this.#wakeIn(this.#serve(this.#options.clock.now()));
    } finally {
      this.#pumping = false;
    }
  }

  /** Grants to the first in line while one may go; returns the ms until the next may, where time alone brings it. */
  #serve(now: number): number | undefined {
    for (let first = this.#line.first(); first !== undefined; first = this.#line.first()) {
      const due = this.#dueIn(first, now);
      // Asking may have changed the gate, and a changed gate may have refused the very one we asked for.
      if (this.#line.first() !== first) continue;
      if (due === 0) {
        this.#line.leave(first);
        first.settle(this.#grant(first, now, now - first.since));
      } else if (due === undefined) return this.#admissions.silentIn(now);
      else if (!this.#refusedAsHopeless(first, now)) return due;
    }
    return undefined;
  }

  /** To be called when a gate has changed: refuses those in line who can no longer be served in their time. */
  gateChanged(): void {
    const now = this.#options.clock.now();
    const shut = this.#options.gate.dueIn(now) > 0;
    for (const waiter of this.#line.all()) {
      if (!this.#refusedAsHopeless(waiter, now) && shut) waiter.observer?.shut();
    }
    this.pump();
  }

  /** Milliseconds that this request is likely to wait if it joins now. */
  prospect(request: PermitRequest): number {
    const now = this.#options.clock.now();
    const { window, roundTripMs = UNKNOWN_ROUND_TRIP_MS } = this.window;
    const headAgeMs = now - (this.#line.first()?.since ?? now);
    const dueMs = this.#dueIn(request, now);
    return expectedWait({ dueMs, queued: this.queued, headAgeMs, turnMs: roundTripMs / window });
  }

  #refusedAsHopeless(waiter: Waiting<Entry>, now: number): boolean {
    const refusal = hopeless(this.#options, waiter, now, waiter.since + waiter.timeoutMs - now);
    return refusal !== undefined && this.#refuse(waiter, refusal);
  }

  /** Refuses all who wait. */
  refuseAll(refusal: SpillwayError): void {
    // All leave before anyone is told: a place at the front must not let the next one through.
    const waiters = this.#line.all().filter((waiter) => this.#line.leave(waiter));
    for (const waiter of waiters) waiter.settle(refusal.anew());
    this.pump();
  }

  /** Milliseconds until this request may go; `undefined`: not before something in flight ends. */
  #dueIn(request: PermitRequest, now: number): number | undefined {
    const due = this.#admissions.due(request.tokens, now);
    return due === undefined ? undefined : Math.max(due, this.#options.gate.dueIn(now));
  }

  #grant(request: PermitRequest, now: number, waitedMs = 0): Permit<Entry> {
    const { gate, clock } = this.#options;
    const entry = gate.enter(now);
    const admission = this.#admissions.take(request.tokens, now);
    let ended = false;
    return {
      entry,
      waitedMs,
      answered: () => admission.answered(),
      end: (ending, tokens, short) => {
        if (ended) return;
        ended = true;
        const at = clock.now();
        if (this.queued > 0) this.#admissions.wanted(at);
        try {
          this.#tell(admission.end({ ending, tokens, short }, at));
        } finally {
          this.pump();
        }
      },
    };
  }

  #tell({ window, quota }: Learnt): void {
    const { onStep, onQuota } = this.#options;
    if (window !== undefined && window.change !== 0) onStep(window, this.inFlight);
    if (quota !== undefined && quota.from !== quota.to) onQuota(quota);
  }

  #wait(request: PermitRequest, now: number): Promise<Permit<Entry>> {
    return standInLine(this.#options.clock, request, now, this.#fates);
  }

  /** Takes a waiter out of the line with an error; the next one may now be the first. */
  #refuse(waiter: Waiting<Entry>, error: Error): boolean {
    const wasFirst = this.#line.first() === waiter;
    if (!this.#line.leave(waiter)) return false;
    waiter.settle(error);
    if (wasFirst) this.pump();
    return true;
  }

  #standing(): Standing {
    return { queued: this.queued, inFlight: this.inFlight, window: this.window.window };
  }

  #wakeIn(ms: number | undefined): void {
    if (ms === undefined || ms === Number.POSITIVE_INFINITY || this.queued === 0) return;
    this.#wake = this.#options.clock.setTimeout(() => this.pump(), Math.min(Math.ceil(ms), MAX_TIMER_MS));
  }

  #sleep(): void {
    if (this.#wake !== undefined) this.#options.clock.clearTimeout(this.#wake);
    this.#wake = undefined;
  }
}
