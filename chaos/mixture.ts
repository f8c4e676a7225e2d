import type { SimulatorOptions } from "spillway/simulator";

/** Names with their weights: how often each is drawn, relative to the others. */
export type Shares<Name extends string> = Readonly<Record<Name, number>>;

/** What a caller asks for. */
export type Operation = "converse" | "converseStream" | "invoke" | "invokeStream" | "countTokens";

/** What a caller does with a stream. */
export type Consumer =
  /** Reads it to its end. */
  | "whole"
  /** The same, with pauses. */
  | "slow"
  /** Leaves the loop after some events. */
  | "early"
  /** Asks for some events and drops the iterator without a word. */
  | "halfDropped"
  /** Drops the answer unread. */
  | "dropped"
  /** Keeps the answer and never reads it. */
  | "kept";

/** When a caller's signal fires. */
export type Abort = "never" | "before" | "soon" | "later";

/** What a middleware of the user's does, between spillway and the socket. */
export type Hook = "none" | "throws" | "waits";

/** What a marked prompt and an answer hold; none of it may ever be told. */
export const SECRETS: readonly string[] = ["chaosmarker", "the river", "river ", "fills ", "chaos-key"];
export const PROMPT = "chaosmarker: what is the height of the water?";
export const CREDENTIALS = { accessKeyId: "AKIDCHAOS", secretAccessKey: "chaos-key" };

/** What a call says of itself, if anything. */
export type Said = "nothing" | "batch" | "tenant" | "deadline" | "tokens" | "all" | "around";

export const SAID: Shares<Said> = {
  nothing: 60,
  batch: 10,
  tenant: 10,
  deadline: 8,
  tokens: 3,
  all: 6,
  around: 3,
};

/** Names as applications may have them. */
export const TENANTS: readonly string[] = ["a", "b", "", "__proto__", "toString", "\ud800", "z".repeat(256)];

export const REGIONS = ["us-east-1", "us-west-2", "eu-central-1"] as const;
export type Region = (typeof REGIONS)[number];

export const MODELS: Shares<string> = {
  "anthropic.claude-3-haiku-20240307-v1:0": 5,
  "amazon.nova-lite-v1:0": 4,
  "amazon.titan-text-express-v1": 1,
};

export const OPERATIONS: Shares<Operation> = {
  converse: 35,
  converseStream: 35,
  invoke: 10,
  invokeStream: 17,
  countTokens: 3,
};
export const CONSUMERS: Shares<Consumer> = {
  whole: 66,
  slow: 5,
  early: 12,
  halfDropped: 6,
  dropped: 7,
  kept: 4,
};
export const ABORTS: Shares<Abort> = { never: 82, before: 2, soon: 8, later: 8 };
export const HOOKS: Shares<Hook> = { none: 94, throws: 3, waits: 3 };

/** How hostile listeners, tracers and `clientFor` are: the share of their calls that throw. */
export const HOSTILE_SHARE = 0.05;

/**
 * Whoever has heard nothing by then gives up: an answer that never comes must not hold the run. Longer than any call may
 * take: a place that has just refused is left alone for up to 4 s before each repetition, besides `queue.timeoutMs`.
 */
export const PATIENCE_MS = 20_000;
/** Whoever waits for a request that was sent gives up sooner: no answer takes so long. */
export const ANSWER_MS = 5000;
export const IDLE_MS = 200;
/**
 * The SDK's HTTP/2 handler keeps each session of a stream whose connection broke until its timer fires, which is after
 * five minutes where nothing is said.
 */
export const SESSION_MS = 3000;

/** The service: answers of a few words within milliseconds. */
export const SERVICE: SimulatorOptions = {
  regions: REGIONS,
  // Few, so that the level of memory does not swing with what the journal holds.
  keep: 5000,
  defaults: {
    slots: 60,
    service: { meanMs: 4, sigma: 0.5, firstTokenShare: 0.3 },
    output: { meanTokens: 12, sigma: 0.5 },
    rejectMs: [0, 1, 3],
    networkMs: 0,
    chunks: 8,
    maxTokens: 200,
  },
  models: {
    "*titan*": {
      requests: { perMinute: 2400, burst: 40, wording: "rateExceeded" },
      tokens: { perMinute: 400_000, burst: 8000 },
    },
  },
};
