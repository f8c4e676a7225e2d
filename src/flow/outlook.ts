import type { SpillwayError } from "../errors.js";
import { UNKNOWN_ROUND_TRIP_MS } from "./law.js";
import type { LimiterOptions, PermitRequest } from "./permit.js";
import { expectedWait } from "./prospect.js";
import type { WaitingLine } from "./queue.js";
import { deadline, hopeless, queueFull, queueTimeout, type Standing } from "./refusals.js";
import { timeLeftMs, type Waiting } from "./waiting.js";

/**
 * How many times as long as usual a long answer takes. Where more is wanted than can be served, all who are let in are
 * let in barely: with answers of the usual length in mind, every second one of them would come too late.
 */
const LONG_ANSWER = 2;

/** What one may expect who wants a permit, and whether it is worth waiting for. Changes nothing. */
export class Outlook<Entry> {
  readonly #options: LimiterOptions<Entry>;
  readonly #line: WaitingLine<Waiting<Entry>>;
  /** Since then the gate has stood as it stands. */
  #gateSince = Number.NEGATIVE_INFINITY;

  constructor(options: LimiterOptions<Entry>, line: WaitingLine<Waiting<Entry>>) {
    this.#options = options;
    this.#line = line;
  }

  /** What the first in line has waited before a gate that has changed says nothing of what a wait is like now. */
  gateChanged(now: number): void {
    this.#gateSince = now;
  }

  /** Milliseconds until this request may go, before all who wait; `undefined`: not before something in flight ends. */
  dueIn(request: PermitRequest, now: number): number | undefined {
    const due = this.#options.admissions.due(request.tokens, now);
    return due === undefined ? undefined : Math.max(due, this.#options.gate.dueIn(now));
  }

  /** Milliseconds that this request is likely to wait if it joins now. */
  waitMs(request: PermitRequest, now: number, dueMs = this.dueIn(request, now)): number {
    const { window, roundTripMs = UNKNOWN_ROUND_TRIP_MS } = this.#options.admissions.window;
    const { length } = this.#line;
    const ahead = length === 0 ? 0 : this.#line.ahead(request.caller);
    const headAgeMs = now - Math.max(this.#line.first()?.since ?? now, this.#gateSince);
    return expectedWait({
      dueMs,
      queued: ahead,
      // As long as the first one has waited who came when the line was as long, and so much less for a better place.
      headAgeMs: (headAgeMs * (ahead + 1)) / (length + 1),
      turnMs: roundTripMs / window,
    });
  }

  /** Why it need not even join the line. */
  refusal(request: PermitRequest, now: number): SpillwayError | undefined {
    const { caller } = request;
    const lost = hopeless(this.#options, request, now, timeLeftMs(request, now, now));
    if (lost !== undefined) return lost;
    if (!this.#line.hasRoom(caller)) {
      const { limit } = this.#options.queue();
      return queueFull(limit, this.#standing, this.#line.length >= limit);
    }
    return caller.deadlineAt === Number.POSITIVE_INFINITY
      ? undefined
      : this.#unlikely(request, caller.deadlineAt, now);
  }

  /** Why one that waits need not wait any longer. */
  lost(waiter: Waiting<Entry>, now: number): SpillwayError | undefined {
    return hopeless(this.#options, waiter.request, now, waiter.timeLeftMs(now));
  }

  /** What one hears whose time is up. */
  tooLate({ request }: Waiting<Entry>, now: number): SpillwayError {
    const { caller, timeoutMs } = request;
    return now >= caller.deadlineAt ? deadline(this.#standing) : queueTimeout(timeoutMs, this.#standing);
  }

  /** It would wait, and then take as long as long answers take: too long for its deadline. */
  #unlikely(request: PermitRequest, deadlineAt: number, now: number): SpillwayError | undefined {
    const { admissions, gate } = this.#options;
    const due = admissions.due(request.tokens, now);
    // If all goes well with the gate: to be refused in vain is worse than to be refused late.
    const waitMs = this.waitMs(request, now, due && Math.max(due, gate.soonestIn(now)));
    const { roundTripMs = 0 } = admissions.window;
    const answerMs = LONG_ANSWER * roundTripMs;
    if (now + waitMs + answerMs <= deadlineAt) return undefined;
    return deadline(this.#standing, { leftMs: deadlineAt - now, waitMs, answerMs });
  }

  get #standing(): Standing {
    const { inFlight, window } = this.#options.admissions;
    return { queued: this.#line.length, inFlight, window: window.window };
  }
}
