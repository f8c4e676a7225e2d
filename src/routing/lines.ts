import type { Clock } from "../clock.js";
import { SpillwayError } from "../errors.js";
import type { PermitRequest } from "../flow/permit.js";
import { abortError, onAbort } from "../flow/signal.js";
import type { LanePermit } from "./lane-permit.js";
import type { Route } from "./route.js";

/** One of several lines that a call may stand in. */
export interface Line {
  readonly route: Route;
  /** Milliseconds before it may join: the call has just been refused there. */
  readonly restMs: number;
  /** Milliseconds that it would rather not join: it hopes for another one. No longer where the other one shuts. */
  readonly hopeMs: number;
}

/** What came of standing in lines. */
export interface FirstPermit {
  readonly route: Route;
  readonly permit: LanePermit;
  /** Milliseconds since it joined the first one. */
  readonly waitedMs: number;
}

export interface Waiter {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** What it may wait in lines, in ms. */
  readonly queueMs: number;
  request(route: Route): PermitRequest;
}

/**
 * Stands in several lines at once and takes the first permit that comes; leaves all others in the same tick, so that
 * no second one is granted.
 *
 * @throws one of the lines' refusals when all have refused; AbortError, or `CLOSED`, at once
 */
export const firstPermit = (lines: readonly Line[], waiter: Waiter): Promise<FirstPermit> =>
  new Promise((resolve, reject) => new Search(lines, waiter, resolve, reject).begin());

class Search {
  readonly #lines: readonly Line[];
  readonly #waiter: Waiter;
  readonly #resolve: (found: FirstPermit) => void;
  readonly #reject: (error: unknown) => void;
  /** Takes it out of all lines, and out of all pauses before them. */
  readonly #leave = new AbortController();
  readonly #joined = new Set<Line>();
  readonly #refusals = new Map<Line, unknown>();
  #joinedAt: number | undefined;
  /** It has left, or is leaving, all lines; and its promise is kept or broken. */
  #over = false;
  #settled = false;
  #forget: () => void = () => undefined;

  constructor(
    lines: readonly Line[],
    waiter: Waiter,
    resolve: (found: FirstPermit) => void,
    reject: (error: unknown) => void,
  ) {
    this.#lines = lines;
    this.#waiter = waiter;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(): void {
    const { signal } = this.#waiter;
    if (signal?.aborted) {
      this.#fail(abortError(signal));
      return;
    }
    this.#forget = onAbort(signal, () => this.#fail(abortError(signal)));
    for (const line of this.#lines) {
      if (this.#over) break;
      const pauseMs = Math.max(line.restMs, line.hopeMs);
      if (pauseMs === 0) this.#join(line);
      else this.#pause(line, pauseMs);
    }
  }

  #pause(line: Line, ms: number): void {
    line.route.lane.rest(ms, this.#leave.signal).then(
      () => this.#join(line),
      (error: unknown) => this.#refused(line, error),
    );
  }

  #join(line: Line): void {
    if (this.#over || this.#joined.has(line)) return;
    this.#joined.add(line);
    const { lane } = line.route;
    const now = this.#waiter.clock.now();
    this.#joinedAt ??= now;
    const timeoutMs = Math.max(0, this.#joinedAt + this.#waiter.queueMs - now);
    const observer = { granted: () => this.#end(), shut: () => this.#hopeNoMore() };
    const request = { ...this.#waiter.request(line.route), timeoutMs, signal: this.#leave.signal, observer };
    const permit = lane.admit(request);
    if (permit !== undefined) this.#found(line, permit);
    else
      lane.acquire(request).then(
        (granted) => this.#found(line, granted),
        (error: unknown) => this.#refused(line, error),
      );
  }

  /** The line in which it hoped to be served has shut, or refused it. */
  #hopeNoMore(): void {
    for (const line of this.#lines) if (line.restMs === 0) this.#join(line);
  }

  #found(line: Line, permit: LanePermit): void {
    // One that comes when it is settled must not be lost. That may be in the same tick: a permit that goes through a
    // gate can open it for other lanes, in whose lines this one stands, too.
    if (this.#settled) {
      permit.giveBack();
      return;
    }
    this.#settled = true;
    this.#end();
    const waitedMs = this.#waiter.clock.now() - (this.#joinedAt ?? 0);
    this.#resolve({ route: line.route, permit, waitedMs });
  }

  #refused(line: Line, error: unknown): void {
    if (this.#over) return;
    const closed = error instanceof SpillwayError && error.code === "CLOSED";
    this.#refusals.set(line, error);
    if (closed) this.#fail(error);
    else if (this.#refusals.size === this.#lines.length) this.#fail(this.#told());
    else this.#hopeNoMore();
  }

  /** The one that names the soonest moment to come back; else the first in order of preference. */
  #told(): unknown {
    const errors = this.#lines.map((line) => this.#refusals.get(line));
    const soonest = errors
      .filter((error) => error instanceof SpillwayError)
      .filter(({ retryAfterMs }) => retryAfterMs !== undefined)
      .sort((one, other) => (one.retryAfterMs ?? 0) - (other.retryAfterMs ?? 0));
    return soonest[0] ?? errors[0];
  }

  #fail(error: unknown): void {
    this.#settled = true;
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#forget();
    this.#leave.abort();
  }
}
