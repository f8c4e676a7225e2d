import { SpillwayError } from "../errors.js";
import type { Emit } from "../events.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { RetrySettings } from "../settings/settings.js";
import { backoff } from "./backoff.js";
import type { Lane, LanePermit } from "./lane.js";

/** What one attempt ended in, in words that know no SDK. */
export type AttemptResult<T> = { readonly ok: true; readonly value: T } | AttemptFailure;

export interface AttemptFailure {
  readonly ok: false;
  readonly error: unknown;
  readonly outcome: OutcomeClass;
  /** What the service asked us to wait, in ms; 0 where it said nothing. */
  readonly retryAfterMs: number;
}

/**
 * Sends one attempt. It ends the permit itself, at the true end: of a stream, that comes after this returns.
 * A failure is a result; what it throws is a fault of ours and ends the call.
 */
export type Attempt<T> = (permit: LanePermit, number: number) => Promise<AttemptResult<T>>;

/** One call's journey. */
export interface Journey<T> {
  readonly lane: Lane;
  readonly attempt: Attempt<T>;
  /** The call's place in line. */
  readonly ticket: number;
  /** A place at the end of the line. */
  readonly nextTicket: () => number;
  /** Tokens to reserve; asked where they matter. */
  readonly tokens: () => number;
  /** What it may wait for permits, over all attempts, in ms. */
  readonly queueMs: number;
  readonly retry: Pick<RetrySettings, "maxAttempts" | "baseMs" | "capMs">;
  /** A request that can't be sent twice (a stream as body) gets one attempt. */
  readonly replayable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly random: Random;
  readonly emit: Emit;
}

/** What a journey took of its budget. */
interface Spent {
  readonly attempts: number;
  /** What it waited between attempts, in ms; the waiting line not counted. */
  readonly delayMs: number;
}

/** What a journey came to; failed ones keep the error of the last attempt as it was. */
export type JourneyResult<T> = AttemptResult<T> & Spent;

/**
 * Leads one call through its attempts, within one budget: permit, attempt, and if it is worth it, delay and again.
 *
 * @throws what {@link Lane.acquire} throws while no attempt has been made. Later, a refusal of ours ends the call with
 * the error of its last attempt: what AWS said is worth more to the caller than that we gave up waiting.
 */
export async function dispatch<T>(journey: Journey<T>): Promise<JourneyResult<T>> {
  const { lane, signal } = journey;
  let { queueMs, ticket } = journey;
  let delayMs = 0;
  let cured = false;
  let last: (AttemptFailure & Spent) | undefined;
  for (let number = 1; ; number++) {
    const request = { ticket, tokens: journey.tokens, timeoutMs: queueMs, signal };
    let permit: LanePermit | undefined;
    try {
      permit = lane.admit(request) ?? (await lane.acquire(request));
      queueMs = Math.max(0, queueMs - permit.waitedMs);
      const result = await journey.attempt(permit, number);
      if (result.ok) return { ok: true, value: result.value, attempts: number, delayMs };
      last = { ...result, attempts: number, delayMs };
    } catch (error) {
      // A fault of ours must not keep the permit.
      permit?.end("unknown");
      if (permit === undefined && last !== undefined && givesUp(error)) return { ...last, delayMs };
      throw error;
    }
    if (!worthAnother(journey, last.outcome, number, cured)) return last;
    cured ||= LESSONS[last.outcome].retry === "once";
    const delay = delayBefore(journey, last, number);
    delayMs += delay;
    if (delay > 0) await lane.rest(delay, signal);
    // A call keeps its place over its attempts, but not in an outage: it would spend them all on probes.
    if (lane.shut) ticket = journey.nextTicket();
  }
}

/** A refusal in the line; a closed instance is told of at once. */
const givesUp = (error: unknown): boolean => error instanceof SpillwayError && error.code !== "CLOSED";

function worthAnother<T>(
  journey: Journey<T>,
  outcome: OutcomeClass,
  attempts: number,
  cured: boolean,
): boolean {
  if (!journey.replayable || attempts >= journey.retry.maxAttempts) return false;
  const { retry } = LESSONS[outcome];
  return retry === "backoff" || (retry === "once" && !cured);
}

function delayBefore<T>(journey: Journey<T>, failed: AttemptFailure, attempt: number): number {
  const { lane, retry, random, emit } = journey;
  const { outcome, retryAfterMs } = failed;
  const delayMs = backoff(attempt, LESSONS[outcome].pace, retry, random, retryAfterMs);
  emit("retry", { ...lane.name, attempt, outcome, delayMs });
  return delayMs;
}
