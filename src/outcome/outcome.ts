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
  | "denied"
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
  readonly short?: Shortage | undefined;
  /**
   * `down` counts towards a trip, in a row; `fault` and `late` count by their share of the last attempts; `up` heals;
   * `neutral` proves nothing.
   */
  readonly breaker: "up" | "down" | "fault" | "late" | "neutral";
  /**
   * `once` is for faults that one repetition cures; `backoff` waits and goes on within the call's budget; `elsewhere`
   * never repeats in the same target.
   */
  readonly retry: "never" | "once" | "backoff" | "elsewhere";
  /** Whether another target may serve the call instead. */
  readonly spill: boolean;
  /** Whether repeating it is paid from the bucket that stops retry storms. A throttle regulates itself: see the window. */
  readonly pays: boolean;
  /** Whether the tokens that were reserved come back: a refused request has used none; of others nobody knows. */
  readonly tokens: "back" | "kept";
  /** Multiplies `retry.baseMs`: a stumbling server heals in a blink, a model that loads takes a minute. */
  readonly pace: number;
}

const IGNORED: Lesson = {
  permit: "ignored",
  breaker: "neutral",
  retry: "never",
  spill: false,
  pays: false,
  tokens: "kept",
  pace: 1,
};

/** Refused for want of a quota or of slots, which other targets have of their own. */
const THROTTLED: Lesson = {
  permit: "throttled",
  short: "unsaid",
  breaker: "neutral",
  retry: "backoff",
  spill: true,
  pays: false,
  tokens: "back",
  pace: 1,
};

/**
 * The table: outcome -> what it teaches.
 *
 * A quota is not capacity: it never moves a breaker. A fault of the caller (validation, access) and a fault of one
 * request (500, a reset) say nothing about how much the far side takes, so they leave the window alone. A model's own
 * timeout is not repeated: the first answer may still be computed, and paid for.
 */
export const LESSONS: Readonly<Record<OutcomeClass, Lesson>> = {
  success: { ...IGNORED, permit: "succeeded", breaker: "up" },
  "quota.requests": THROTTLED,
  "quota.tokens": { ...THROTTLED, short: "tokens" },
  "quota.tokens_per_day": { ...IGNORED, retry: "elsewhere", spill: true, tokens: "back" },
  capacity: { ...THROTTLED, permit: "unavailable", short: undefined, breaker: "down", pays: true },
  "throttle.unknown": THROTTLED,
  model_loading: { ...IGNORED, retry: "backoff", tokens: "back", pace: 10 },
  server: { ...IGNORED, breaker: "fault", retry: "backoff", spill: true, pays: true, pace: 0.1 },
  connection: { ...IGNORED, breaker: "down", retry: "backoff", spill: true, pays: true, tokens: "back" },
  timeout: { ...IGNORED, breaker: "late" },
  clock_skew: { ...IGNORED, retry: "once", tokens: "back", pace: 0 },
  unusable: { ...IGNORED, retry: "elsewhere", spill: true, tokens: "back" },
  denied: { ...IGNORED, tokens: "back" },
  config: { ...IGNORED, tokens: "back" },
  client_abort: IGNORED,
  unknown: IGNORED,
};
