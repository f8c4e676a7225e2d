/**
 * Why we refused. The list is open: later versions may add codes, so a `switch` over it needs a default.
 *
 * - `QUEUE_FULL`: `queue.limit` calls wait already, or batch work or this tenant has taken all but the last places.
 * - `QUEUE_TIMEOUT`: no permit within `queue.timeoutMs`.
 * - `CIRCUIT_OPEN`: the breaker is open and no probe can come within the caller's time (or `breaker.whenOpen` is `fail`).
 * - `QUOTA_EXHAUSTED`: the known quota of the day is used up, or the request can never fit the quota.
 * - `INVALID_SETTING`: an option, a variable or the settings file holds a value that can't be used.
 * - `OUTSIDE_RESIDENCY`: the call names a region or a profile that `residency` does not allow; nothing was sent.
 * - `DEADLINE`: the call's own deadline (`withCall`) would pass before it could be served.
 * - `STREAM_TRUNCATED`: a stream ended without the mark that says that it is whole.
 * - `STREAM_STALLED`: a stream gave no event for `streams.idleMs` while its consumer, or `send()`, waited.
 * - `STREAM_FORGOTTEN`: a stream lay unread for `streams.idleMs` and was closed.
 * - `CLOSED`: the instance was closed or is draining.
 *
 * `spillway/operate` has codes of its own:
 *
 * - `PEER_MISSING`: what was asked for needs an optional package, which the message names, and it is not installed.
 * - `QUOTA_UNKNOWN`: the quotas of a model are not known; the message says why.
 *
 * Those that begin with `BATCH_` are of `spillway/batch`, and told there.
 */
export type SpillwayErrorCode =
  | "QUEUE_FULL"
  | "QUEUE_TIMEOUT"
  | "CIRCUIT_OPEN"
  | "QUOTA_EXHAUSTED"
  | "INVALID_SETTING"
  | "OUTSIDE_RESIDENCY"
  | "DEADLINE"
  | "STREAM_TRUNCATED"
  | "STREAM_STALLED"
  | "STREAM_FORGOTTEN"
  | "CLOSED"
  | (string & {});

const BRAND = Symbol.for("spillway.error");

/**
 * A refusal: an error that spillway made itself. Errors of AWS always pass through as the SDK made them.
 *
 * `instanceof` also recognises errors of another copy of this package (ESM beside CJS, two versions).
 */
export class SpillwayError extends Error {
  override readonly name = "SpillwayError";
  readonly code: SpillwayErrorCode;
  /** Milliseconds after which a new try makes sense, where that is known. */
  readonly retryAfterMs: number | undefined;
  readonly [BRAND] = true;

  constructor(code: SpillwayErrorCode, message: string, details: { retryAfterMs?: number | undefined } = {}) {
    super(message);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs === undefined ? undefined : Math.ceil(details.retryAfterMs);
  }

  /** The same refusal for another caller: errors that callers share, one annotates into the other's. */
  anew(): SpillwayError {
    return new SpillwayError(this.code, this.message, { retryAfterMs: this.retryAfterMs });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    try {
      return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
    } catch {
      return false;
    }
  }
}

/** A setting that can't be used, wherever that comes to light. */
export const invalidSetting = (message: string): SpillwayError =>
  new SpillwayError("INVALID_SETTING", message);
