// Generated from src/settings/table.ts by scripts/generate.ts: change the table, then run it.
import type { Clock } from "../clock.js";
import type { Random } from "../random.js";
import type { ClientFor, EndpointFor, QuotasFor, RestoredState, Target } from "./settings.js";

/** How many attempts a lane may have in flight. */
export interface WindowOptions {
  /**
   * How the window moves.
   *
   * Default: `adaptive`.
   * - `adaptive`: AIMD with a memory of the ceiling: holds under it, probes it, confirms steps quickly.
   * - `textbook`: AIMD as in the books: grows by slots per round trip, cuts in proportion.
   * Variable: `SPILLWAY_WINDOW_LAW`.
   */
  readonly law?: "adaptive" | "textbook" | undefined;
  /**
   * How many attempts a lane may have in flight before anything is known about it.
   *
   * In slots. Default: 4; from 1 to 10000.
   * Variable: `SPILLWAY_WINDOW_INITIAL`.
   */
  readonly initial?: number | undefined;
  /**
   * The window never shrinks below this. Below 1, `textbook` sends one attempt every round trip / window; `adaptive` takes turns with pauses between them, and stops at 0.4 by itself.
   *
   * In slots. Default: 0.02; from 0.01 to 10000.
   * Variable: `SPILLWAY_WINDOW_MIN`.
   */
  readonly min?: number | undefined;
  /**
   * The window never grows above this, whatever the lane seems to take.
   *
   * In slots. Default: 1000; from 1 to 100000.
   * Variable: `SPILLWAY_WINDOW_MAX`.
   */
  readonly max?: number | undefined;
  /**
   * How fast the window grows while it is full and answers come.
   *
   * In slots per round trip. Default: 1; from 0.01 to 100.
   * Variable: `SPILLWAY_WINDOW_INCREASE`.
   */
  readonly increase?: number | undefined;
  /**
   * What the window is multiplied with when the lane throttles, at most once per round trip.
   *
   * Default: 0.9; from 0.1 to 0.99.
   * Variable: `SPILLWAY_WINDOW_DECREASE_FACTOR`.
   */
  readonly decreaseFactor?: number | undefined;
  /**
   * The share of attempts that may be spent on probing above the last known ceiling.
   *
   * Default: 0.005; from 0.0001 to 0.5.
   * Variable: `SPILLWAY_WINDOW_PROBE_SHARE`.
   */
  readonly probeShare?: number | undefined;
}

/** Who waits when the window is full. */
export interface QueueOptions {
  /**
   * How many callers may wait in one lane; the next one is refused with `QUEUE_FULL`, batch calls and calls of one named tenant earlier.
   *
   * In waiters per lane. Default: 10000; from 0 to 1000000.
   * Variable: `SPILLWAY_QUEUE_LIMIT`.
   */
  readonly limit?: number | undefined;
  /**
   * How long a call may wait in lines for permits, over all its attempts, before `QUEUE_TIMEOUT`. Attempts themselves, and pauses between them, come on top. `deadlineMs` of the call begins no attempt after it; to cut one under way, give an abort signal.
   *
   * In milliseconds. Default: 60000; from 0 to 2147483647, or `none`.
   * Variable: `SPILLWAY_QUEUE_TIMEOUT_MS`.
   */
  readonly timeoutMs?: number | "none" | undefined;
  /**
   * Who goes first among callers of one tenant and one priority.
   *
   * Default: `fifo`.
   * - `fifo`: who came first.
   * - `adaptive-lifo`: who came first; under overload, when the first has used up half of its time, who came last: some callers are then answered in time instead of none.
   * Variable: `SPILLWAY_QUEUE_ORDER`.
   */
  readonly order?: "fifo" | "adaptive-lifo" | undefined;
  /**
   * The share of turns that calls with the priority `batch` get while calls with the priority `interactive` wait as well, so that none starves.
   *
   * Default: 0.1; from 0.01 to 0.5.
   * Variable: `SPILLWAY_QUEUE_BATCH_SHARE`.
   */
  readonly batchShare?: number | undefined;
  /**
   * The shares of tenants relative to each other, while calls of several wait. A tenant is what a call names by `withCall` or `withCalls`; calls that name none are one tenant, named by the empty text.
   *
   * Default: 1 for each.
   */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

/** When a stream counts as dead, or as cut short. */
export interface StreamsOptions {
  /**
   * How long a stream may give no event while its consumer waits for one, before it ends with `STREAM_STALLED`, which `send()` throws where nothing follows the head of the answer; and how long it may lie there unread, before it is taken for forgotten and closed. A consumer that takes its time between two events is not hurried.
   *
   * In milliseconds. Default: 120000; from 10 to 2147483647, or `none`.
   * Variable: `SPILLWAY_STREAMS_IDLE_MS`.
   */
  readonly idleMs?: number | "none" | undefined;
  /**
   * What becomes of a stream that ends without the mark that says that it is whole.
   *
   * Default: `error`.
   * - `error`: its consumer gets `STREAM_TRUNCATED` in the place of a plain end.
   * - `ignore`: it ends as the SDK ends it: like a whole one.
   * Variable: `SPILLWAY_STREAMS_TRUNCATION`.
   */
  readonly truncation?: "error" | "ignore" | undefined;
}

/** How many lanes are remembered. */
export interface LanesOptions {
  /**
   * How many lanes are kept: of more, those that are idle and were not used for longest are forgotten, with what was learnt of them.
   *
   * In lanes. Default: 1000; from 1 to 1000000.
   * Variable: `SPILLWAY_LANES_LIMIT`.
   */
  readonly limit?: number | undefined;
}

/** How often and when a call is tried again. */
export interface RetryOptions {
  /**
   * How many requests one call may send, the first one included, in all regions together.
   *
   * In attempts per call. Default: 5; from 1 to 100.
   * Variable: `SPILLWAY_RETRY_MAX_ATTEMPTS`.
   */
  readonly maxAttempts?: number | undefined;
  /**
   * The longest pause before the second attempt; it doubles with every further one, and is jittered.
   *
   * In milliseconds. Default: 1000; from 0 to 3600000.
   * Variable: `SPILLWAY_RETRY_BASE_MS`.
   */
  readonly baseMs?: number | undefined;
  /**
   * No pause between two attempts is made longer than this by doubling.
   *
   * In milliseconds. Default: 30000; from 0 to 3600000.
   * Variable: `SPILLWAY_RETRY_CAP_MS`.
   */
  readonly capMs?: number | undefined;
  /**
   * How many repetitions each call pays for, in repetitions per call; once the bucket is drained, repetitions are at most this share of calls. What a throttle repeats costs nothing, since window and quotas hold it back already.
   *
   * Default: 0.2; from 0 to 10.
   * Variable: `SPILLWAY_RETRY_BUDGET_SHARE`.
   */
  readonly budgetShare?: number | undefined;
  /**
   * How many repetitions the bucket holds, for failures that come in a burst.
   *
   * In attempts. Default: 100; from 0 to 1000000.
   * Variable: `SPILLWAY_RETRY_BUDGET_BURST`.
   */
  readonly budgetBurst?: number | undefined;
}

/** When a call goes elsewhere. */
export interface SpillOptions {
  /**
   * How long a call may be expected to wait at home before it goes elsewhere.
   *
   * In milliseconds. Default: 250; from 0 to 3600000.
   * Variable: `SPILLWAY_SPILL_AFTER_MS`.
   */
  readonly afterMs?: number | undefined;
}

/** When a region is left alone, and how it is tried again. */
export interface BreakerOptions {
  /**
   * How many capacity errors in a row, without a success among them, open the breaker. What is set per model holds for the model's own breaker; the region's goes by the general setting.
   *
   * In capacity errors in a row. Default: 5; from 1 to 1000.
   * Variable: `SPILLWAY_BREAKER_FAILURES`.
   */
  readonly failures?: number | undefined;
  /**
   * The share of server errors (500 and broken connections) among the last `breaker.shareOf` attempts that opens the breaker.
   *
   * Default: 0.5; from 0.01 to 1.
   * Variable: `SPILLWAY_BREAKER_SERVER_ERROR_SHARE`.
   */
  readonly serverErrorShare?: number | undefined;
  /**
   * The share of timeouts among the last `breaker.shareOf` attempts that opens the breaker.
   *
   * Default: 0.5; from 0.01 to 1.
   * Variable: `SPILLWAY_BREAKER_TIMEOUT_SHARE`.
   */
  readonly timeoutShare?: number | undefined;
  /**
   * How many attempts of the last minute the shares are taken of; with fewer attempts no share opens the breaker.
   *
   * In attempts. Default: 20; from 2 to 1000.
   * Variable: `SPILLWAY_BREAKER_SHARE_OF`.
   */
  readonly shareOf?: number | undefined;
  /**
   * How long the breaker stays open before the first probe; it doubles with every probe that fails, and with every trip soon after a recovery.
   *
   * In milliseconds. Default: 2000; from 10 to 86400000.
   * Variable: `SPILLWAY_BREAKER_OPEN_MS`.
   */
  readonly openMs?: number | undefined;
  /**
   * The breaker never stays open longer than this without a probe, unless the service asks for more by `Retry-After`.
   *
   * In milliseconds. Default: 6000; from 10 to 86400000.
   * Variable: `SPILLWAY_BREAKER_MAX_OPEN_MS`.
   */
  readonly maxOpenMs?: number | undefined;
  /**
   * How many probes may be in flight at once while the breaker is half-open.
   *
   * In attempts. Default: 1; from 1 to 100.
   * Variable: `SPILLWAY_BREAKER_PROBES`.
   */
  readonly probes?: number | undefined;
  /**
   * What a breaker watches over, and closes off when it opens.
   *
   * Default: `region`.
   * - `region`: one breaker for all models of a region.
   * - `model`: a breaker for each model in each region.
   * Variable: `SPILLWAY_BREAKER_SCOPE`.
   */
  readonly scope?: "region" | "model" | undefined;
  /**
   * What happens to calls that find every breaker open.
   *
   * Default: `wait`.
   * - `wait`: calls wait for a probe to succeed, within their own time.
   * - `fail`: calls are refused at once with `CIRCUIT_OPEN`.
   * Variable: `SPILLWAY_BREAKER_WHEN_OPEN`.
   */
  readonly whenOpen?: "wait" | "fail" | undefined;
  /**
   * Error names, or parts of error messages, that count as capacity errors besides the built-in ones.
   *
   * Default: none.
   * Variable: `SPILLWAY_BREAKER_CODES`.
   */
  readonly codes?: readonly string[] | undefined;
}

/** What is known of quotas beforehand, per lane. */
export interface QuotaOptions {
  /**
   * Where the quotas come from that you do not state; `quota: "auto"` is short for `quota: { source: "auto" }`.
   *
   * Default: `settings`.
   * - `settings`: from nowhere: those per minute are learnt from refusals.
   * - `auto`: the applied quotas are read from Service Quotas when a lane is first used, beside its calls; until then, and where they can't be read, they are learnt.
   * Variable: `SPILLWAY_QUOTA_SOURCE`.
   */
  readonly source?: "settings" | "auto" | undefined;
  /**
   * The requests per minute that a lane's quota allows; when unset, it is learnt from refusals.
   *
   * In requests per minute. Default: not known; from 1 to 1000000000000.
   * Variable: `SPILLWAY_QUOTA_RPM`.
   */
  readonly requestsPerMinute?: number | undefined;
  /**
   * The tokens per minute that a lane's quota allows; when unset, it is learnt from refusals.
   *
   * In tokens per minute. Default: not known; above 0, up to 1000000000000.
   * Variable: `SPILLWAY_QUOTA_TPM`.
   */
  readonly tokensPerMinute?: number | undefined;
  /**
   * The tokens per day that a lane's quota allows; when unset, the service's own refusal is what counts.
   *
   * In tokens per day. Default: not known; above 0, up to 1000000000000.
   * Variable: `SPILLWAY_QUOTA_TPD`.
   */
  readonly tokensPerDay?: number | undefined;
  /**
   * How many tokens of a quota a token of output counts when its answer has ended (Bedrock's burndown rate).
   *
   * Default: by the model's family; from 0 to 1000.
   * Variable: `SPILLWAY_QUOTA_OUTPUT_WEIGHT`.
   */
  readonly outputWeight?: number | undefined;
  /**
   * The tokens of output that are reserved for a request that names no maximum, until it is answered: what the service itself takes then.
   *
   * In tokens. Default: by the model's family; from 0 to 1000000000.
   * Variable: `SPILLWAY_QUOTA_MAX_OUTPUT_TOKENS`.
   */
  readonly maxOutputTokens?: number | undefined;
}

/** What can be set for one model or pattern. */
export interface ModelOptions {
  /** How many attempts a lane may have in flight. */
  readonly window?: WindowOptions | undefined;
  /** When a region is left alone, and how it is tried again. */
  readonly breaker?: BreakerOptions | undefined;
  /**
   * Further places that may serve a call, in order: a region, a model or profile id, or both; what is left out stays as the call has it. They come after home and before the other `regions`. With a `weight` a place shares the traffic from the start, where home counts 1 unless it is listed with a weight of its own. Another model serves Converse and ConverseStream only, and comes last.
   *
   * Default: the call's own model in each of `regions`.
   */
  readonly targets?: readonly Target[] | undefined;
  /** What is known of quotas beforehand, per lane. `"auto"` alone is its `source`. */
  readonly quota?: QuotaOptions | "auto" | undefined;
}

/** Everything that can be set. What is left out, or undefined, is not set. */
export interface SpillwayOptions {
  /**
   * Whether spillway regulates calls, only watches them, or stays out of the way.
   *
   * Default: `enforce`.
   * - `enforce`: regulates calls.
   * - `observe`: measures and emits everything but holds nothing back.
   * - `off`: does nothing at all.
   * Variable: `SPILLWAY_MODE`.
   */
  readonly mode?: "enforce" | "observe" | "off" | undefined;
  /** How many attempts a lane may have in flight. */
  readonly window?: WindowOptions | undefined;
  /** Who waits when the window is full. */
  readonly queue?: QueueOptions | undefined;
  /** When a stream counts as dead, or as cut short. */
  readonly streams?: StreamsOptions | undefined;
  /** How many lanes are remembered. */
  readonly lanes?: LanesOptions | undefined;
  /** How often and when a call is tried again. */
  readonly retry?: RetryOptions | undefined;
  /** When a region is left alone, and how it is tried again. */
  readonly breaker?: BreakerOptions | undefined;
  /**
   * The regions that may serve calls, home first. Home is the client's own region, and preferred; what it can't take goes to the others, in order.
   *
   * Default: the client's own region.
   * Variable: `SPILLWAY_REGIONS`.
   */
  readonly regions?: readonly string[] | undefined;
  /**
   * Further places that may serve a call, in order: a region, a model or profile id, or both; what is left out stays as the call has it. They come after home and before the other `regions`. With a `weight` a place shares the traffic from the start, where home counts 1 unless it is listed with a weight of its own. Another model serves Converse and ConverseStream only, and comes last.
   *
   * Default: the call's own model in each of `regions`.
   */
  readonly targets?: readonly Target[] | undefined;
  /** When a call goes elsewhere. */
  readonly spill?: SpillOptions | undefined;
  /**
   * Where calls may be processed: zones, regions, or both. Held in `enforce` mode only. A region or a profile id outside is refused, in settings at the start, in calls before anything is sent. An application inference profile is judged by the region in its ARN alone, since nothing in it says where it runs.
   *
   * Default: anywhere.
   * Variable: `SPILLWAY_RESIDENCY`.
   */
  readonly residency?: string | readonly string[] | undefined;
  /** What is known of quotas beforehand, per lane. `"auto"` alone is its `source`. */
  readonly quota?: QuotaOptions | "auto" | undefined;
  /**
   * Settings for one model id, or for all that match a pattern with `*`, laid over the general ones.
   *
   * Default: none.
   */
  readonly models?: Readonly<Record<string, ModelOptions>> | undefined;
  /**
   * Whether spans, metrics and log records are made.
   *
   * Default: `on`.
   * - `on`: they go to OpenTelemetry where the application has set it up.
   * - `off`: none; events to listeners and lines in the client's log stay.
   * Variable: `SPILLWAY_TELEMETRY`.
   */
  readonly telemetry?: boolean | "on" | "off" | undefined;
  /**
   * Where every moment and every wait comes from.
   *
   * Default: the machine's clock.
   */
  readonly clock?: Clock | undefined;
  /**
   * Where chance comes from: a function that gives a number from 0 to below 1.
   *
   * Default: `Math.random`.
   */
  readonly random?: Random | undefined;
  /**
   * Gives your own client for another region, with whatever middleware it has.
   *
   * Default: a client that `withSpillway` makes out of the first one's settings.
   */
  readonly clientFor?: ClientFor | undefined;
  /**
   * Gives the endpoint URL of another region.
   *
   * Default: the service's own endpoints.
   */
  readonly endpointFor?: EndpointFor | undefined;
  /**
   * Tells the quotas of a model in a region, where `quota.source` is `auto`.
   *
   * Default: Service Quotas is asked with the credentials of the client, where `withSpillway` knows it.
   */
  readonly quotasFor?: QuotasFor | undefined;
  /**
   * What `snapshot()` of a former instance gave: its breakers go on as they stood.
   *
   * Default: nothing.
   */
  readonly restore?: RestoredState | undefined;
}
