import { MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import type { SpillwayError } from "../errors.js";
import type { PermitEnding } from "../outcome/outcome.js";
import { abortError } from "./alarm.js";
import type { LimiterOptions, Permit, PermitRequest } from "./permit.js";
import { WaitingLine } from "./queue.js";
import { hopeless, queueFull, queueTimeout, type Standing } from "./refusals.js";
import { standInLine, type Waiting } from "./waiting.js";
import { initialWindow, type WindowState, windowDue, windowSent, windowStep } from "./window.js";

/**
 * Joins window, quotas, gate and line: who may send now, and who next.
 *
 * A slot that comes free goes to the first waiter in the same tick, so that a newcomer never overtakes. A smaller
 * window waits for permits to end; it never takes one back. No timer lives while nobody waits.
 */
export class Limiter<Entry> {
  readonly #options: LimiterOptions<Entry>;
  readonly #line = new WaitingLine<Waiting<Entry>>();
  #window: WindowState;
  #inFlight = 0;
  #denied = false;
  #pumping = false;
  #wake: TimerHandle | undefined;

  constructor(options: LimiterOptions<Entry>) {
    this.#options = options;
    this.#window = initialWindow(options.window);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#line.length;
  }

  get window(): WindowState {
    return this.#window;
  }

  /**
   * A permit, as soon as there is one for this caller.
   *
   * @throws SpillwayError `QUEUE_FULL`, `QUEUE_TIMEOUT`, `QUOTA_EXHAUSTED`, or what the gate says
   * @throws AbortError when the signal fires first
   */
  acquire(request: PermitRequest): Promise<Permit<Entry>> {
    const { clock, observe, queueLimit } = this.#options;
    const now = clock.now();
    if (request.signal?.aborted) return Promise.reject(abortError(request.signal));
    const free = this.queued === 0 && this.#dueIn(request, now) === 0;
    if (!free && this.#full(now)) this.#denied = true;
    if (free || observe) return Promise.resolve(this.#grant(request, now));
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
      } else if (due === undefined || !this.#refusedAsHopeless(first, now)) return due;
    }
    return undefined;
  }

  /** Refuses those in line who can no longer be served in their time. To be called when a gate shuts. */
  refuseHopeless(): void {
    const now = this.#options.clock.now();
    for (const waiter of this.#line.all()) this.#refusedAsHopeless(waiter, now);
  }

  #refusedAsHopeless(waiter: Waiting<Entry>, now: number): boolean {
    const refusal = hopeless(this.#options, waiter, now, waiter.since + waiter.timeoutMs - now);
    if (refusal !== undefined) this.#refuse(waiter, refusal);
    return refusal !== undefined;
  }

  /** Refuses all who wait. */
  refuseAll(refusal: SpillwayError): void {
    // All leave before anyone is told: a place at the front must not let the next one through.
    const waiters = this.#line.all().filter((waiter) => this.#line.leave(waiter));
    for (const waiter of waiters) waiter.settle(refusal);
    this.pump();
  }

  /** Whether it is the window that holds the next attempt back, and not a quota or the gate. */
  #full(now: number): boolean {
    return windowDue(this.#window, this.#inFlight, now) !== 0;
  }

  /** Milliseconds until this request may go; `undefined`: not before something in flight ends. */
  #dueIn(request: PermitRequest, now: number): number | undefined {
    const { gate, quotas } = this.#options;
    const window = windowDue(this.#window, this.#inFlight, now);
    if (window === undefined) return undefined;
    const { minuteMs, dayMs } = quotas.due(request.tokens, now);
    return Math.max(window, gate.dueIn(now), minuteMs, dayMs);
  }

  #grant(request: PermitRequest, now: number, waitedMs = 0): Permit<Entry> {
    const { gate, quotas } = this.#options;
    const taken = quotas.take(request.tokens, now);
    const entry = gate.enter(now);
    this.#inFlight++;
    this.#window = windowSent(this.#window, now);
    let ended = false;
    return {
      entry,
      waitedMs,
      end: (ending, tokens) => {
        if (ended) return;
        ended = true;
        const at = this.#options.clock.now();
        if (this.queued > 0 && this.#full(at)) this.#denied = true;
        this.#inFlight--;
        quotas.settle(taken, tokens, at);
        this.#learn(ending, now, at);
        this.pump();
      },
    };
  }

  #learn(ending: PermitEnding, sentAt: number, now: number): void {
    if (ending === "ignored") return;
    const { window, random, onStep } = this.#options;
    const kind = ending === "succeeded" ? "served" : ending;
    const sample = { kind, sentAt, now, inFlight: this.#inFlight, denied: this.#denied } as const;
    const step = windowStep(this.#window, sample, window, random);
    this.#window = step.state;
    this.#denied = false;
    if (step.change !== 0) onStep(step, this.#inFlight);
  }

  #wait(request: PermitRequest, now: number): Promise<Permit<Entry>> {
    return standInLine<Entry>(this.#options.clock, request, now, {
      join: (waiter) => {
        this.#line.join(waiter);
        this.pump();
      },
      late: (waiter) => this.#refuse(waiter, queueTimeout(request.timeoutMs, this.#standing())),
      aborted: (waiter) => this.#refuse(waiter, abortError(request.signal)),
    });
  }

  /** Takes a waiter out of the line with an error; the next one may now be the first. */
  #refuse(waiter: Waiting<Entry>, error: Error): void {
    const wasFirst = this.#line.first() === waiter;
    if (!this.#line.leave(waiter)) return;
    waiter.settle(error);
    if (wasFirst) this.pump();
  }

  #standing(): Standing {
    return { queued: this.queued, inFlight: this.#inFlight, window: this.#window.window };
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
