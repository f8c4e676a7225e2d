import type { Clock } from "../clock.js";
import type { SpillwayError } from "../errors.js";
import type { PermitEnding, Shortage } from "../outcome/outcome.js";
import type { QueueSettings } from "../settings/settings.js";
import type { Admissions } from "./admissions.js";
import type { Decision } from "./laws.js";
import type { QuotaChange } from "./learnt.js";
import type { LaneQuotas, Tokens } from "./quotas.js";

/** One who waits in several lines at once, and must know in the same tick what becomes of one of them. */
export interface Observer {
  /** A permit was granted to it. */
  granted(): void;
  /** A gate has shut before it. */
  shut(): void;
}

/** The right to one attempt. */
export interface Permit<Entry> {
  /** What the gate gave when it let this attempt through. */
  readonly entry: Entry;
  /** How long the call waited for it, in ms. */
  readonly waitedMs: number;
  /** Tokens that were reserved for it; 0 where none matter. */
  readonly reserved: number;
  /** The far side has begun to answer. */
  answered(): void;
  /**
   * Ends it; a second ending does nothing. `tokens`: what the attempt really used, where that is known. `short`: what
   * a throttle says is missing.
   */
  end(ending: PermitEnding, tokens?: number, short?: Shortage): void;
}

/** What a call says of itself, for its place in line. */
export interface Caller {
  /** Calls share by tenants; the empty text is a tenant, too. */
  readonly tenant: string;
  /** It lets interactive calls go first. */
  readonly batch: boolean;
  /** The moment after which its answer is of no use; Infinity: none. */
  readonly deadlineAt: number;
}

/** One that says nothing. */
export const ANYONE: Caller = { tenant: "", batch: false, deadlineAt: Number.POSITIVE_INFINITY };

export interface PermitRequest {
  /** The call's place in line: its number, rising with every call. */
  readonly ticket: number;
  /** Tokens to reserve: input estimate + max tokens. Asked only where tokens matter. */
  readonly tokens: Tokens;
  /** How long it may wait, in ms; Infinity: for ever. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly caller: Caller;
  readonly observer?: Observer | undefined;
}

/** Something outside the limiter that can hold admissions back (a breaker). */
export interface Gate<Entry> {
  /** Milliseconds until an admission may come, 0 when it may come now, Infinity when that is not foreseeable. */
  dueIn(now: number): number;
  /** Milliseconds until one may come if all goes well; a caller with less time need not wait. Infinity: nobody need. */
  soonestIn(now: number): number;
  /** Lets one attempt through; called in the tick in which {@link dueIn} gave 0. */
  enter(now: number): Entry;
  /** What a caller is told that can't wait so long. */
  refusal(waitMs: number): SpillwayError;
}

export interface LimiterOptions<Entry> {
  /** Window and quotas. */
  readonly admissions: Admissions;
  readonly quotas: LaneQuotas;
  /** Asked at each use: it may change. */
  readonly queue: () => QueueSettings;
  readonly gate: Gate<Entry>;
  readonly clock: Clock;
  /** Counted and measured, but nothing is held back. */
  readonly observe: boolean;
  /** A decision of the window that changed it. */
  readonly onStep: (decision: Decision) => void;
  /** A quota was learnt, or forgotten. */
  readonly onQuota: (change: QuotaChange) => void;
}
