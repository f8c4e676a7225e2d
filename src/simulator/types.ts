import type { FaultPlace, FaultVariant } from "./places.js";
import type { WordingName } from "./wordings.js";

/**
 * How many requests run at once: a number, steps `[[fromMs, slots], ...]` in ascending order (the first also holds
 * before its time), or a function of the milliseconds since the simulator began. From 0; `Infinity` is allowed.
 * What runs goes on when slots shrink.
 */
export type Slots = number | readonly (readonly [fromMs: number, slots: number])[] | ((ms: number) => number);

/** An allowance per minute. */
export interface Quota {
  /** Requests or tokens per minute. Above 0; `Infinity` lifts a limit again. */
  perMinute: number;
  /** Depth of a continuous bucket. Above 0. Default: one minute's worth. 10 s deep is `perMinute / 6`. */
  burst?: number | undefined;
  /**
   * How it comes back. `continuous` (default): a bucket that fills all the time; `minute`: all of it at the start of
   * each calendar minute; `sliding`: never more than `perMinute` within any 60 s.
   */
  refill?: "continuous" | "minute" | "sliding" | undefined;
  /**
   * What a request hears that does not fit. Default: `tooManyRequests` or `tooManyTokens`; `rateExceeded` names neither.
   */
  wording?: WordingName | undefined;
}

/** How long an answer takes. */
export interface Service {
  /** Mean in ms: of the whole answer, or of the time to the first token when `tokensPerSecond` is set. Default 1500. */
  meanMs: number;
  /** Standard deviation of the underlying normal distribution. 0 to 5. Default 0.4; 0: always the mean. */
  sigma: number;
  /** Part of the whole time that passes before the first token. 0 to 1. Default 0.3. */
  firstTokenShare: number;
  /** Speed of writing. Above 0. Default: unset, the time does not depend on the tokens. */
  tokensPerSecond?: number | undefined;
}

/** How long answers are. */
export interface Output {
  /** Mean tokens of an answer, capped by the request's maximum. Above 0. Default 200. */
  meanTokens: number;
  /** Standard deviation of the underlying normal distribution. 0 to 5. Default 0.5. */
  sigma: number;
}

/** Something that goes wrong on schedule. */
export interface Fault {
  /** Which wording. Must be named where it shows: `response`, `firstFrame`, `midStream`, `errorFrame`, `eof`. */
  fault?: WordingName | undefined;
  /** Where and how it shows. Default `response`. */
  where?: FaultPlace | undefined;
  /**
   * Which kind, of `malformed`: `checksum`, `length` or `json`; of `truncatedFrame`: `end` or `cut`; of `goaway`:
   * `graceful` or `abrupt`. Default: one at random each time.
   */
  variant?: FaultVariant | undefined;
  /** Of `slow`: how many times the time after the first token. From 1. Default 4. */
  stretch?: number | undefined;
  /** First moment, in ms since the simulator began. Default 0. */
  from?: number | undefined;
  /** First moment at which it is over, in ms since the simulator began. Default: never. */
  to?: number | undefined;
  /** Which part of the requests, at random. 0 to 1. Default 1. */
  share?: number | undefined;
  /** Only the first so many requests in its time. From 0. Default: all. */
  first?: number | undefined;
  /** `Retry-After` header of the refusal, literally: seconds or a date. Default: none. */
  retryAfter?: string | undefined;
}

/** What one model in one region can do. */
export interface ModelServer {
  /** Default 20. */
  slots: Slots;
  /** Requests per minute. Default: unlimited. */
  requests?: Quota | undefined;
  /** Tokens per minute: input + maximum output at the start, settled at the end. Default: unlimited. */
  tokens?: Quota | undefined;
  /** Tokens per calendar day (UTC). Above 0; `Infinity` lifts it again. Default: unlimited. */
  tokensPerDay?: number | undefined;
  /** Output tokens reserved for a request that names no maximum. From 1. Default 4096. */
  maxTokens: number;
  /** What one output token costs of the token quotas at settlement. From 0. Default 1. */
  outputMultiplier: number;
  service: Service;
  output: Output;
  /** Time in ms until a refusal leaves; of a list, one at random. From 0. Default 20. */
  rejectMs: number | readonly number[];
  /** Way between client and service in ms, each way. From 0. Default 15. */
  networkMs: number;
  /** Up to so many ms more at random, each way. From 0. Default 0. */
  networkJitterMs: number;
  /** What a request hears when every slot is taken. Default `tooManyRequests`. */
  full: WordingName;
  /** Default none. */
  faults: readonly Fault[];
  /** At most so many text frames per streamed answer. 1 to 1000. Default 20. */
  chunks: number;
}

/** The same with everything optional; what is left out keeps its default. */
export type ModelSettings = Partial<Omit<ModelServer, "service" | "output">> & {
  service?: Partial<Service>;
  output?: Partial<Output>;
};

/** What can be changed while it runs. */
export interface SimulatorChange {
  /** Holds for every model in every region. */
  defaults?: ModelSettings | undefined;
  /**
   * By model id or `region/model id`; `*` stands for any text (`us-west-2/*`, `anthropic.*`). All entries that match
   * apply in the order in which they are written, so put the general ones first.
   */
  models?: Readonly<Record<string, ModelSettings>> | undefined;
  /** Faults of a whole region, by region; `first` counts over all its models. Each list replaces the former one. */
  regionFaults?: Readonly<Record<string, readonly Fault[]>> | undefined;
}

/** The inference operations, and two that only answer quickly: they take no slot and no quota. */
export type Operation =
  | "Converse"
  | "ConverseStream"
  | "InvokeModel"
  | "InvokeModelWithResponseStream"
  | "CountTokens"
  | "StartAsyncInvoke";
