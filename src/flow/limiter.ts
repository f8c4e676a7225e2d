import { MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import type { SpillwayError } from "../errors.js";
import type { Admissions, Learnt } from "./admissions.js";
import type { WindowView } from "./law.js";
import { Outlook } from "./outlook.js";
import type { LimiterOptions, Permit, PermitRequest } from "./permit.js";
import { WaitingLine } from "./queue.js";
import { abortError } from "./signal.js";
import { type Fates, standInLine, type Waiting } from "./waiting.js";

/**
 * Joins window, quotas, gate and line: who may send now, and who next.
 *
 * A slot that comes free goes to a waiter in the same tick, so that a newcomer never overtakes. A smaller window waits
 * for permits to end; it never takes one back. No timer lives while nobody waits.
 */
export class Limiter<Entry> {
  readonly #options: LimiterOptions<Entry>;
  readonly #line: WaitingLine<Waiting<Entry>>;
  readonly #outlook: Outlook<Entry>;
  readonly #admissions: Admissions;
  readonly #fates: Fates<Entry> = {
    join: (waiter) => {
      this.#line.join(waiter);
      this.pump();
    },
    late: (waiter) => this.#refuse(waiter, this.#outlook.tooLate(waiter, this.#now())),
    aborted: (waiter) => this.#refuse(waiter, abortError(waiter.request.signal)),
  };
  #pumping = false;
  #wake: TimerHandle | undefined;

  constructor(options: LimiterOptions<Entry>) {
    this.#options = options;
    this.#admissions = options.admissions;
    this.#line = new WaitingLine(options.queue);
    this.#outlook = new Outlook(options, this.#line);
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
    const now = this.#now();
    return this.#outlook.dueIn(request, now) === 0 ? this.#grant(request, now) : undefined;
  }

  /**
   * A permit, as soon as there is one for this caller.
   *
   * @throws SpillwayError `QUEUE_FULL`, `QUEUE_TIMEOUT`, `DEADLINE`, `QUOTA_EXHAUSTED`, or what the gate says
   * @throws AbortError when the signal fires first
   */
  acquire(request: PermitRequest): Promise<Permit<Entry>> {
    const { clock, observe } = this.#options;
    if (request.signal?.aborted) return Promise.reject(abortError(request.signal));
    const admitted = this.admit(request);
    if (admitted !== undefined) return Promise.resolve(admitted);
    const now = clock.now();
    this.#admissions.wanted(now);
    if (observe) return Promise.resolve(this.#grant(request, now));
    const refusal = this.#outlook.refusal(request, now);
    if (refusal !== undefined) return Promise.reject(refusal);
    return standInLine(clock, request, now, this.#fates);
  }

  /** Looks again who may go. To be called when something outside has changed (a breaker closed). */
  pump(): void {
    // Asking the gate may change it, and a changed gate calls back here: the outer call goes on for both.
    if (this.#pumping) return;
    this.#pumping = true;
    this.#sleep();
    try {
      this.#wakeIn(this.#serve(this.#now()));
    } finally {
      this.#pumping = false;
    }
  }

  /** To be called when a gate has changed: refuses those in line who can no longer be served in their time. */
  gateChanged(): void {
    const now = this.#now();
    this.#outlook.gateChanged(now);
    const shut = this.#options.gate.dueIn(now) > 0;
    for (const waiter of this.#line.all()) {
      if (!this.#refusedAsLost(waiter, now) && shut) waiter.request.observer?.shut();
    }
    this.pump();
  }

  /** Milliseconds that this request is likely to wait if it joins now. */
  prospect(request: PermitRequest): number {
    return this.#outlook.waitMs(request, this.#now());
  }

  /** Refuses all who wait. */
  refuseAll(refusal: SpillwayError): void {
    // All leave before anyone is told: a place at the front must not let the next one through.
    const waiters = this.#line.all().filter((waiter) => this.#line.leave(waiter));
    for (const waiter of waiters) waiter.settle(refusal.anew());
    this.pump();
  }

  /** Grants to whose turn it is while one may go; returns the ms until the next may, where time alone brings it. */
  #serve(now: number): number | undefined {
    for (let first = this.#first(now); first !== undefined; first = this.#first(now)) {
      const due = this.#outlook.dueIn(first.request, now);
      // Asking may have changed the gate, and a changed gate may have refused the very one we asked for.
      if (this.#first(now) !== first) continue;
      if (due === 0) {
        this.#line.serve(first);
        first.settle(this.#grant(first.request, now, now - first.since));
      } else if (due === undefined) return this.#admissions.silentIn(now);
      else if (!this.#refusedAsLost(first, now)) return due;
    }
    return undefined;
  }

  #first(now: number): Waiting<Entry> | undefined {
    if (this.#options.queue().order === "fifo") return this.#line.first();
    // Not all can be served in time: then some shall be, and not all too late.
    return this.#line.first((oldest) => now - oldest.since > oldest.request.timeoutMs / 2);
  }

  #refusedAsLost(waiter: Waiting<Entry>, now: number): boolean {
    const refusal = this.#outlook.lost(waiter, now);
    return refusal !== undefined && this.#refuse(waiter, refusal);
  }

  #grant(request: PermitRequest, now: number, waitedMs = 0): Permit<Entry> {
    const { gate, clock } = this.#options;
    const entry = gate.enter(now);
    const admission = this.#admissions.take(request.tokens, now);
    let ended = false;
    return {
      entry,
      waitedMs,
      reserved: admission.reserved,
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
    if (window !== undefined && window.change !== 0) onStep(window);
    if (quota !== undefined && quota.from !== quota.to) onQuota(quota);
  }

  /** Takes a waiter out of the line with an error; another one may now be the first. */
  #refuse(waiter: Waiting<Entry>, error: Error): boolean {
    const wasFirst = this.#first(this.#now()) === waiter;
    if (!this.#line.leave(waiter)) return false;
    waiter.settle(error);
    if (wasFirst) this.pump();
    return true;
  }

  #now(): number {
    return this.#options.clock.now();
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
