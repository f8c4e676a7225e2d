/** What an attempt came to. */
export type OutcomeClass =
  | "success"
  | "quota.requests"
  | "quota.tokens"
  | "quota.tokens_per_day"
  | "capacity"
  | "throttle.unknown"
  | "model_loading"
  | "server"
  | "connection"
  | "timeout"
  | "clock_skew"
  | "unusable"
  | "config"
  | "client_abort"
  | "unknown";

/** How a permit ends: what the window learns from its attempt. Only the first three words teach it anything. */
export type PermitEnding = "succeeded" | "throttled" | "unavailable" | "ignored";

/**
 * What a refusal says is missing. `unsaid`: slots or a quota of requests. "Too many requests" is said for both, so the
 * evidence must tell.
 */
export type Shortage = "tokens" | "unsaid";

/** What one outcome teaches each part. */
export interface Lesson {
  readonly permit: PermitEnding;
  /** What a throttle says is missing. */
  readonly short?: Shortage;
  /** `down` counts towards a trip, `up` heals, `neutral` proves nothing. */
  readonly breaker: "up" | "down" | "neutral";
  /** `once` is for faults that one repetition cures; `backoff` waits and goes on within the call's budget. */
  readonly retry: "never" | "once" | "backoff";
  /** Whether the tokens that were reserved come back: a refused request has used none; of others nobody knows. */
  readonly tokens: "back" | "kept";
  /** Multiplies `retry.baseMs`: a stumbling server heals in a blink, a model that loads takes a minute. */
  readonly pace: number;
}

const lesson = (
  permit: PermitEnding,
  breaker: Lesson["breaker"],
  retry: Lesson["retry"],
  tokens: Lesson["tokens"],
  pace = 1,
): Lesson => ({ permit, breaker, retry, tokens, pace });

/**
 * The table: outcome -> what it teaches.
 *
 * A quota is not capacity: it never moves a breaker. A fault of the caller (validation, access) and a fault of one
 * request (500, a reset) say nothing about how much the far side takes, so they leave the window alone. A model's own
 * timeout is not repeated: the first answer may still be computed, and paid for.
 */
export const LESSONS: Readonly<Record<OutcomeClass, Lesson>> = {
  success: lesson("succeeded", "up", "never", "kept"),
  "quota.requests": { ...lesson("throttled", "neutral", "backoff", "back"), short: "unsaid" },
  "quota.tokens": { ...lesson("throttled", "neutral", "backoff", "back"), short: "tokens" },
  "quota.tokens_per_day": lesson("ignored", "neutral", "never", "back"),
  capacity: lesson("unavailable", "down", "backoff", "back"),
  "throttle.unknown": { ...lesson("throttled", "neutral", "backoff", "back"), short: "unsaid" },
  model_loading: lesson("ignored", "neutral", "backoff", "back", 10),
  server: lesson("ignored", "neutral", "backoff", "kept", 0.1),
  connection: lesson("ignored", "down", "backoff", "back"),
  timeout: lesson("ignored", "neutral", "never", "kept"),
  clock_skew: lesson("ignored", "neutral", "once", "back", 0),
  unusable: lesson("ignored", "neutral", "never", "back"),
  config: lesson("ignored", "neutral", "never", "back"),
  client_abort: lesson("ignored", "neutral", "never", "kept"),
  unknown: lesson("ignored", "neutral", "never", "kept"),
};
