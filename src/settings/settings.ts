import type { Clock } from "../clock.js";
import type { Random } from "../random.js";

/** `observe` measures and emits everything but holds nothing back. */
export type Mode = "enforce" | "observe" | "off";

/** A region, a model id, or both, that may serve a call. What is left out stays as the call has it. */
export interface Target {
  readonly region?: string;
  readonly modelId?: string;
  /** Share of the traffic relative to the other targets. */
  readonly weight?: number;
}

/** Gives the user's own client for another region. Asked of the user, never kept by settings. */
export type ClientFor = (region: string) => object;

export const QUOTA_KINDS = ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"] as const;

/** What a quota counts, named as the setting below `quota` that takes it. */
export type QuotaKind = (typeof QUOTA_KINDS)[number];

/** Quotas of one lane, as settings take them. What is missing is not known. */
export interface QuotaFigures {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly tokensPerDay?: number | undefined;
}

/** Tells the quotas of a model id (or profile id, or ARN) in a region; undefined where it does not know them. */
export type QuotasFor = (
  region: string,
  modelId: string,
) => QuotaFigures | undefined | Promise<QuotaFigures | undefined>;

/** Gives the endpoint URL of another region, for those who use a custom endpoint. */
export type EndpointFor = (region: string) => string;

/** In slots; `min` may be below 1: single attempts with pauses between them. */
export interface WindowSettings {
  readonly law: "adaptive" | "textbook";
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** Growth in slots: per round trip (textbook), per confirmed step (adaptive). */
  readonly increase: number;
  /** What a cut leaves of the window. */
  readonly decreaseFactor: number;
  /** Share of attempts that may be spent on finding out whether the ceiling has risen. */
  readonly probeShare: number;
}

export interface QueueSettings {
  /** Waiters per lane. */
  readonly limit: number;
  /** Infinity for `none`. */
  readonly timeoutMs: number;
  readonly order: "fifo" | "adaptive-lifo";
  /** Share of the turns that batch work gets while interactive work waits too. */
  readonly batchShare: number;
  /** By tenant; one that is not named weighs 1. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface StreamSettings {
  /** Infinity for `none`. */
  readonly idleMs: number;
  readonly truncation: "error" | "ignore";
}

export interface LanesSettings {
  /** How many are kept. */
  readonly limit: number;
}

export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** What each call adds to the bucket from which repetitions are paid, and how many it holds. */
  readonly budgetShare: number;
  readonly budgetBurst: number;
}

export interface BreakerSettings {
  readonly failures: number;
  /** Shares, from 0 to 1, of the last `shareOf` attempts. */
  readonly serverErrorShare: number;
  readonly timeoutShare: number;
  readonly shareOf: number;
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly probes: number;
  readonly scope: "region" | "model";
  readonly whenOpen: "wait" | "fail";
  /** Added to the built-in list of capacity errors. */
  readonly codes: readonly string[];
}

export interface SpillSettings {
  /** How long a call is expected to wait at home before it goes elsewhere. */
  readonly afterMs: number;
}

/** What is kept of a breaker over a restart; moments in milliseconds since 1970. */
export interface RestoredBreaker {
  readonly service: string;
  readonly region: string;
  readonly model?: string | undefined;
  readonly state: "closed" | "open" | "halfOpen";
  readonly trips: number;
  readonly openedAt?: number | undefined;
  readonly probesAt?: number | undefined;
  readonly forced?: boolean | undefined;
}

/** A former instance's `snapshot()`, or as much of it as is kept. */
export interface RestoredState {
  readonly version: 1;
  readonly breakers: readonly RestoredBreaker[];
}

/** Per lane; undefined = not known: it holds nothing back. */
export interface QuotaSettings {
  /** Where figures come from that are not stated; undefined = `settings`: from nowhere, they are learnt. */
  readonly source?: "settings" | "auto";
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  readonly tokensPerDay: number | undefined;
  /** What a token of output counts at settlement; undefined = by the model's family. */
  readonly outputWeight?: number | undefined;
  /** Reserved for a request that names no maximum; undefined = by the model's family. */
  readonly maxOutputTokens?: number | undefined;
}

/** What one entry of `models` sets: only the fields that the user wrote. */
export interface ModelRule {
  readonly pattern: string;
  readonly window?: Partial<WindowSettings>;
  readonly quota?: Partial<QuotaSettings>;
  readonly breaker?: Partial<BreakerSettings>;
  readonly targets?: readonly Target[];
}

/** The settings of one model: the general ones with the matching rules of `models` laid over them. */
export interface LaneSettings {
  readonly window: WindowSettings;
  readonly quota: QuotaSettings;
  readonly breaker: BreakerSettings;
  readonly targets: readonly Target[];
}

/** Every setting, checked, complete and frozen. The user's own functions and clock are referred to, not frozen. */
export interface Settings extends LaneSettings {
  readonly mode: Mode;
  readonly queue: QueueSettings;
  readonly streams: StreamSettings;
  readonly lanes: LanesSettings;
  readonly retry: RetrySettings;
  /** Empty = the client's own region; otherwise home first. */
  readonly regions: readonly string[];
  readonly spill: SpillSettings;
  /** Zones and regions that calls may not leave; empty = everywhere. */
  readonly residency: readonly string[];
  /** From the least to the most specific pattern, so that a later one is laid over an earlier one. */
  readonly models: readonly ModelRule[];
  readonly telemetry: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly clientFor?: ClientFor;
  readonly endpointFor?: EndpointFor;
  readonly quotasFor?: QuotasFor;
  readonly restore?: RestoredState;
}
