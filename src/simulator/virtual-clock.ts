import { type Clock, MAX_TIMER_MS, type TimerHandle } from "../clock.js";
import { Heap } from "../heap.js";

interface Timer {
  readonly at: number;
  readonly order: number;
  fn: (() => void) | undefined;
}

/** How a virtual clock begins. */
export interface VirtualClockOptions {
  /** Wall clock at the beginning, in ms since 1970. Default 2026-01-01T00:00:00Z. */
  wallAt?: number | undefined;
}

/** Limits of one {@link VirtualClock.run}. */
export interface RunOptions {
  /** Longest virtual time in ms. Above 0. Default: 30 days. */
  limitMs?: number | undefined;
}

const DAY = 86_400_000;
const WALL_AT = Date.UTC(2026, 0, 1);

/** Turns of the event loop after each timer: promises, next ticks and stream callbacks run out in them. */
const TURNS = 2;
/** Patience for what really takes time (the SDK reads its settings files) before a wait counts as endless. */
const IDLE_TURNS = 50;
const READ_TURNS = 2000;
const IDLE_WAITS = 40;

/** The machine's own, kept from the start: who runs foreign code in virtual time puts our timers in their place. */
const { setTimeout: realTimeout } = globalThis;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads of files that are under way (the SDK reads its settings files at a client's first call). */
const reading = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));

/** Lets everything run that waits for no timer; what waits for the disk must not see time pass meanwhile. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
  for (let i = 0; i < READ_TURNS && reading(); i++)
    await new Promise<void>((resolve) => realTimeout(resolve, 1));
}

/**
 * Time that passes only when told. Timers fire in the order of their time, then of their creation; in between,
 * everything that waits for no timer runs to its end.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Heap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #now = 0;
  #order = 0;
  #pending = 0;
  #wallOffset: number;

  constructor({ wallAt = WALL_AT }: VirtualClockOptions = {}) {
    this.#wallOffset = wallAt;
  }

  /** Timers that have neither fired nor been cleared. */
  get pending(): number {
    return this.#pending;
  }

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#wallOffset + this.#now;
  }

  /** The wall clock jumps by `ms`, also back; {@link now} does not. */
  jumpWall(ms: number): void {
    this.#wallOffset += ms;
  }

  setTimeout(fn: () => void, ms: number): TimerHandle {
    if (Number.isNaN(ms) || ms > MAX_TIMER_MS) {
      throw new RangeError(`virtual clock: a timer of ${ms} ms; real ones take 0 to ${MAX_TIMER_MS}`);
    }
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, fn };
    this.#timers.push(timer);
    this.#pending++;
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    // Whatever else comes in is none of ours and has no `fn`.
    const timer = handle as Partial<Timer> | undefined | null;
    if (!timer?.fn) return;
    timer.fn = undefined;
    this.#pending--;
  }

  /** Lets `ms` pass, with every timer in it. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await turns(TURNS);
    while (this.#fire(until)) await turns(TURNS);
    this.#now = Math.max(this.#now, until);
  }

  /**
   * Lets time pass, timer by timer, until the work is done.
   *
   * @returns what it resolves to
   * @throws Error when the work waits although no timer is left, or longer than `limitMs`
   */
  async run<T>(
    work: PromiseLike<T> | (() => PromiseLike<T> | T),
    { limitMs = 30 * DAY }: RunOptions = {},
  ): Promise<T> {
    const until = this.#now + limitMs;
    const result = Promise.resolve(typeof work === "function" ? work() : work);
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    result.then(settle, settle);
    for (;;) {
      await turns(TURNS);
      if (!settled && this.#next() === undefined) await this.#idle(() => settled);
      if (settled) return result;
      if (!this.#fire(until)) throw this.#endless(limitMs);
    }
  }

  /** Gives work a chance that is on its way without a timer of ours. */
  async #idle(settled: () => boolean): Promise<void> {
    const busy = (): boolean => settled() || this.#next() !== undefined;
    for (let i = 0; i < IDLE_TURNS && !busy(); i++) await turn();
    for (let i = 0; i < IDLE_WAITS && !busy(); i++) {
      await new Promise<void>((resolve) => realTimeout(resolve, 1));
    }
  }

  #endless(limitMs: number): Error {
    const why =
      this.#next() === undefined
        ? "a wait with nobody to end it: no timer is left"
        : `not done after ${limitMs} ms`;
    return new Error(`virtual clock: ${why} (at ${this.#now} ms)`);
  }

  #next(): Timer | undefined {
    while (this.#timers.top() && !this.#timers.top()?.fn) this.#timers.pop();
    return this.#timers.top();
  }

  /** Fires the next timer, if it is due by `until`. */
  #fire(until: number): boolean {
    const timer = this.#next();
    if (!timer || timer.at > until) return false;
    this.#timers.pop();
    this.#now = Math.max(this.#now, timer.at);
    const { fn } = timer;
    this.clearTimeout(timer);
    fn?.();
    return true;
  }
}
