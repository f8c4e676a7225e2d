import type { ExactRow } from "../src/settings/table.js";

/**
 * What the docs say of one row, by its kind. `defaultMeans`: how a default reads that is no plain value; of a number
 * without one "not known", and nothing is assumed.
 */
type ProseOf<Row> = Row extends { readonly values: readonly (infer Value extends string)[] }
  ? { readonly meaning: string; readonly values: Readonly<Record<Value, string>> }
  : Row extends { readonly kind: "file" }
    ? { readonly meaning: string; readonly use: string }
    : Row extends { readonly kind: "code" | "restore" }
      ? { readonly meaning: string; readonly defaultMeans: string; readonly use: string }
      : Row extends { readonly min: number }
        ? {
            readonly meaning: string;
            readonly defaultMeans?: string;
            readonly smaller: string;
            readonly larger: string;
          }
        : {
            readonly meaning: string;
            readonly defaultMeans: string;
            readonly smaller: string;
            readonly larger: string;
          };

type TitleOf<Row> = Row extends { readonly option: infer Option extends string }
  ? Option
  : Row extends { readonly variable: infer Variable extends string }
    ? Variable
    : never;

/** One entry for each row of the table, and no other. */
type AllProse = { readonly [Row in ExactRow as TitleOf<Row>]: ProseOf<Row> };

/** Any one of them, with all that some have. */
export interface Prose {
  /** One sentence without a full stop. */
  readonly meaning: string;
  readonly defaultMeans?: string;
  /** What each value does. */
  readonly values?: Readonly<Record<string, string>>;
  /** What less and more of it do. */
  readonly smaller?: string;
  readonly larger?: string;
  /** What to do with it. */
  readonly use?: string;
}

/**
 * What docs/tuning.md and the comments of src/settings/options.ts say of each setting, by the title of its row. It
 * stands here and not in the table itself because it is two thirds of it, and no program needs it to run.
 */
const PROSE: AllProse = {
  mode: {
    meaning: "Whether spillway regulates calls, only watches them, or stays out of the way",
    values: {
      enforce: "regulates calls",
      observe: "measures and emits everything but holds nothing back",
      off: "does nothing at all",
    },
  },
  "window.law": {
    meaning: "How the window moves",
    values: {
      adaptive: "AIMD with a memory of the ceiling: holds under it, probes it, confirms steps quickly",
      textbook: "AIMD as in the books: grows by slots per round trip, cuts in proportion",
    },
  },
  "window.initial": {
    meaning: "How many attempts a lane may have in flight before anything is known about it",
    smaller:
      "A cold start is gentler: the first seconds are slower, and a tight quota sees fewer rejections.",
    larger: "A cold start is faster, and costs a burst of rejections where the lane takes less than this.",
  },
  "window.min": {
    meaning:
      "The window never shrinks below this. Below 1, `textbook` sends one attempt every round trip / window; `adaptive` takes turns with pauses between them, and stops at 0.4 by itself",
    smaller:
      "A lane that rejects nearly everything is tried more rarely (with `textbook`, 0.1 is one attempt in ten round trips), and takes longer to be found well again.",
    larger:
      "Recovery is noticed sooner, at the price of more rejected attempts while the lane is in trouble.",
  },
  "window.max": {
    meaning: "The window never grows above this, whatever the lane seems to take",
    smaller:
      "A hard ceiling on concurrency: leaves room for other processes that share the quota, and bounds sockets and memory.",
    larger:
      "Lets a lane with a large quota be used in full; the window still grows only as far as answers allow.",
  },
  "window.increase": {
    meaning: "How fast the window grows while it is full and answers come",
    smaller: "Growth is slower and meets the ceiling less often: fewer rejections, slower use of new room.",
    larger: "New room is used sooner, and the ceiling is hit more often and harder.",
  },
  "window.decreaseFactor": {
    meaning: "What the window is multiplied with when the lane throttles, at most once per round trip",
    smaller: "Backs off further (0.5 halves the window): rejections end sooner, throughput dips deeper.",
    larger: "Stays close to the ceiling: more throughput, more rejections before it has backed off enough.",
  },
  "window.probeShare": {
    meaning: "The share of attempts that may be spent on probing above the last known ceiling",
    smaller: "Fewer rejections in steady state, and a raised quota is found later.",
    larger: "A raised quota is found sooner; up to this share of attempts may be rejected for it.",
  },
  "queue.limit": {
    meaning:
      "How many callers may wait in one lane; the next one is refused with `QUEUE_FULL`, batch calls and calls of one named tenant earlier",
    smaller: "Overload is reported at once instead of piling up; 0 never lets anyone wait.",
    larger: "Longer bursts are absorbed, for more memory and longer waits.",
  },
  "queue.timeoutMs": {
    meaning:
      "How long a call may wait in lines for permits, over all its attempts, before `QUEUE_TIMEOUT`. Attempts themselves, and pauses between them, come on top. `deadlineMs` of the call begins no attempt after it; to cut one under way, give an abort signal",
    smaller: "Callers hear sooner that there is no room; 0 admits only what can go at once.",
    larger:
      "More calls get through a long jam, later; `none` waits as long as the caller's own deadline allows.",
  },
  "queue.order": {
    meaning: "Who goes first among callers of one tenant and one priority",
    values: {
      fifo: "who came first",
      "adaptive-lifo":
        "who came first; under overload, when the first has used up half of its time, who came last: some callers are then answered in time instead of none",
    },
  },
  "queue.batchShare": {
    meaning:
      "The share of turns that calls with the priority `batch` get while calls with the priority `interactive` wait as well, so that none starves",
    smaller: "Interactive calls wait less, and batch work takes longer while they come.",
    larger: "Batch work goes on at a better pace, and interactive calls wait more.",
  },
  "queue.weights": {
    meaning:
      "The shares of tenants relative to each other, while calls of several wait. A tenant is what a call names by `withCall` or `withCalls`; calls that name none are one tenant, named by the empty text",
    defaultMeans: "1 for each",
    smaller: "With none, all tenants have the same share.",
    larger: "A tenant with 3 gets three turns where one with 1 gets one.",
  },
  "streams.idleMs": {
    meaning:
      "How long a stream may give no event while its consumer waits for one, before it ends with `STREAM_STALLED`, which `send()` throws where nothing follows the head of the answer; and how long it may lie there unread, before it is taken for forgotten and closed. A consumer that takes its time between two events is not hurried",
    smaller:
      "Dead and forgotten streams are found sooner; a model that thinks in silence for longer is taken for dead.",
    larger: "Long silences are borne; a forgotten stream keeps its permit for longer. `none` waits for ever.",
  },
  "streams.truncation": {
    meaning: "What becomes of a stream that ends without the mark that says that it is whole",
    values: {
      error: "its consumer gets `STREAM_TRUNCATED` in the place of a plain end",
      ignore: "it ends as the SDK ends it: like a whole one",
    },
  },
  "lanes.limit": {
    meaning:
      "How many lanes are kept: of more, those that are idle and were not used for longest are forgotten, with what was learnt of them",
    smaller: "Less memory where model ids are many.",
    larger: "More lanes are remembered, and their memory with them.",
  },
  "retry.maxAttempts": {
    meaning: "How many requests one call may send, the first one included, in all regions together",
    smaller: "Errors reach the caller sooner; 1 never retries.",
    larger: "More calls end with an answer under heavy throttling, later, with more load on the service.",
  },
  "retry.baseMs": {
    meaning:
      "The longest pause before the second attempt; it doubles with every further one, and is jittered",
    smaller: "Short hiccups heal faster; a service in trouble is pressed harder.",
    larger: "Retries are spread out more; each one costs the caller more time.",
  },
  "retry.capMs": {
    meaning: "No pause between two attempts is made longer than this by doubling",
    smaller: "Late attempts follow each other faster.",
    larger: "Late attempts leave a service more time to recover. Matters only with many attempts.",
  },
  "retry.budgetShare": {
    meaning:
      "How many repetitions each call pays for, in repetitions per call; once the bucket is drained, repetitions are at most this share of calls. What a throttle repeats costs nothing, since window and quotas hold it back already",
    smaller: "Errors reach the caller sooner when much fails; 0 leaves only what is in the bucket.",
    larger: "More calls end with an answer while much fails, with more load on a service that stumbles.",
  },
  "retry.budgetBurst": {
    meaning: "How many repetitions the bucket holds, for failures that come in a burst",
    smaller: "A burst of failures reaches callers sooner.",
    larger: "A longer burst is borne before repetitions are held back.",
  },
  "breaker.failures": {
    meaning:
      "How many capacity errors in a row, without a success among them, open the breaker. What is set per model holds for the model's own breaker; the region's goes by the general setting",
    smaller: "A region that is down is left sooner; short blips open the breaker more often.",
    larger: "Only a clear outage opens the breaker; more calls meet the failing region first.",
  },
  "breaker.serverErrorShare": {
    meaning:
      "The share of server errors (500 and broken connections) among the last `breaker.shareOf` attempts that opens the breaker",
    smaller: "A region that stumbles is left sooner.",
    larger: "Only a region that fails nearly always is left; 1 means every attempt.",
  },
  "breaker.timeoutShare": {
    meaning: "The share of timeouts among the last `breaker.shareOf` attempts that opens the breaker",
    smaller: "A region that hangs is left sooner.",
    larger: "Only a region that hangs nearly always is left; 1 means every attempt.",
  },
  "breaker.shareOf": {
    meaning:
      "How many attempts of the last minute the shares are taken of; with fewer attempts no share opens the breaker",
    smaller: "A verdict comes after fewer attempts, and errs more often.",
    larger: "A verdict comes later, and is surer.",
  },
  "breaker.openMs": {
    meaning:
      "How long the breaker stays open before the first probe; it doubles with every probe that fails, and with every trip soon after a recovery",
    smaller: "Recovery is found sooner, with more probes sent into an outage.",
    larger: "A failing region is left in peace longer, and comes back later.",
  },
  "breaker.maxOpenMs": {
    meaning:
      "The breaker never stays open longer than this without a probe, unless the service asks for more by `Retry-After`",
    smaller: "The end of a long outage is noticed sooner.",
    larger: "Fewer probes during a long outage; its end may go unnoticed for this long.",
  },
  "breaker.probes": {
    meaning: "How many probes may be in flight at once while the breaker is half-open",
    smaller: "One caller at a time finds out whether the region is back.",
    larger: "A verdict comes sooner when probes are slow; more callers pay when the region is still down.",
  },
  "breaker.scope": {
    meaning: "What a breaker watches over, and closes off when it opens",
    values: {
      region: "one breaker for all models of a region",
      model: "a breaker for each model in each region",
    },
  },
  "breaker.whenOpen": {
    meaning: "What happens to calls that find every breaker open",
    values: {
      wait: "calls wait for a probe to succeed, within their own time",
      fail: "calls are refused at once with `CIRCUIT_OPEN`",
    },
  },
  "breaker.codes": {
    meaning:
      "Error names, or parts of error messages, that count as capacity errors besides the built-in ones",
    defaultMeans: "none",
    smaller: "With none, only what Bedrock is known to say counts.",
    larger:
      "Each entry makes one more kind of error open the breaker; a wording that is too general makes harmless errors count.",
  },
  regions: {
    meaning:
      "The regions that may serve calls, home first. Home is the client's own region, and preferred; what it can't take goes to the others, in order",
    defaultMeans: "the client's own region",
    smaller: "With one region nothing ever leaves it.",
    larger: "More places to go when home has no room. The model must be callable there by the same id.",
  },
  targets: {
    meaning:
      "Further places that may serve a call, in order: a region, a model or profile id, or both; what is left out stays as the call has it. They come after home and before the other `regions`. With a `weight` a place shares the traffic from the start, where home counts 1 unless it is listed with a weight of its own. Another model serves Converse and ConverseStream only, and comes last",
    defaultMeans: "the call's own model in each of `regions`",
    smaller: "With none, calls stay with their own model id.",
    larger: "More places to go: a geo or global profile of the same model has a quota of its own.",
  },
  "spill.afterMs": {
    meaning: "How long a call may be expected to wait at home before it goes elsewhere",
    smaller: "Calls wait less and leave home more often, which costs prompt caches.",
    larger: "More calls stay at home, and wait.",
  },
  residency: {
    meaning:
      "Where calls may be processed: zones, regions, or both. Held in `enforce` mode only. A region or a profile id outside is refused, in settings at the start, in calls before anything is sent. An application inference profile is judged by the region in its ARN alone, since nothing in it says where it runs",
    defaultMeans: "anywhere",
    smaller: "Unset, nothing is refused.",
    larger: "Each entry allows one more zone or region. A list of regions allows no geo or global profile.",
  },
  "quota.source": {
    meaning:
      'Where the quotas come from that you do not state; `quota: "auto"` is short for `quota: { source: "auto" }`',
    values: {
      settings: "from nowhere: those per minute are learnt from refusals",
      auto: "the applied quotas are read from Service Quotas when a lane is first used, beside its calls; until then, and where they can't be read, they are learnt",
    },
  },
  "quota.requestsPerMinute": {
    meaning: "The requests per minute that a lane's quota allows; when unset, it is learnt from refusals",
    smaller: "Sends less than the quota allows: room for other processes that share it.",
    larger: "Above the real quota it has no effect but rejections, from which the real one is learnt.",
  },
  "quota.tokensPerMinute": {
    meaning: "The tokens per minute that a lane's quota allows; when unset, it is learnt from refusals",
    smaller:
      "Sends less than the quota allows; a request that can never fit is refused with `QUOTA_EXHAUSTED`.",
    larger: "Above the real quota it has no effect but rejections, from which the real one is learnt.",
  },
  "quota.tokensPerDay": {
    meaning:
      "The tokens per day that a lane's quota allows; when unset, the service's own refusal is what counts",
    smaller: "Spending stops earlier in the day, with `QUOTA_EXHAUSTED`.",
    larger: "Above the real quota the service refuses first, and the lane is paused for long.",
  },
  "quota.outputWeight": {
    meaning:
      "How many tokens of a quota a token of output counts when its answer has ended (Bedrock's burndown rate)",
    defaultMeans: "by the model's family",
    smaller: "Below the service's own, answers are booked too low, and later requests are refused.",
    larger: "Above the service's own, a part of the quota stays unused.",
  },
  "quota.maxOutputTokens": {
    meaning:
      "The tokens of output that are reserved for a request that names no maximum, until it is answered: what the service itself takes then",
    defaultMeans: "by the model's family",
    smaller: "Below the model's own maximum, such requests are sent sooner than the service admits them.",
    larger: "Above it, fewer such requests than the quota allows are under way at once.",
  },
  models: {
    meaning:
      "Settings for one model id, or for all that match a pattern with `*`, laid over the general ones",
    defaultMeans: "none",
    smaller: "With none, every model has the same settings.",
    larger:
      "Field by field the most specific matching pattern wins: the one with the most characters besides `*`. Put the model id as the application sends it, ARNs and profile ids too.",
  },
  SPILLWAY_CONFIG: {
    meaning: "The path of a JSON file with the same options",
    use: "Read once, when the settings are resolved. A file that can't be read or is not JSON is refused.",
  },
  telemetry: {
    meaning: "Whether spans, metrics and log records are made",
    values: {
      on: "they go to OpenTelemetry where the application has set it up",
      off: "none; events to listeners and lines in the client's log stay",
    },
  },
  clock: {
    meaning: "Where every moment and every wait comes from",
    defaultMeans: "the machine's clock",
    use: "Pass a virtual clock to run the whole library in virtual time, as in tests.",
  },
  random: {
    meaning: "Where chance comes from: a function that gives a number from 0 to below 1",
    defaultMeans: "`Math.random`",
    use: "Pass a seeded one to make runs repeatable.",
  },
  clientFor: {
    meaning: "Gives your own client for another region, with whatever middleware it has",
    defaultMeans: "a client that `withSpillway` makes out of the first one's settings",
    use: "Asked once per region, when a call first goes there. Needed with plain `use()`, which can't see the client's settings.",
  },
  endpointFor: {
    meaning: "Gives the endpoint URL of another region",
    defaultMeans: "the service's own endpoints",
    use: "Needed where the client has an endpoint of its own: that one would send every region to one host.",
  },
  quotasFor: {
    meaning: "Tells the quotas of a model in a region, where `quota.source` is `auto`",
    defaultMeans: "Service Quotas is asked with the credentials of the client, where `withSpillway` knows it",
    use: "Needed with plain `use()`, which can't see whose credentials to ask with. May return a promise; `undefined` and a failure mean that they are learnt. Asked once for each lane.",
  },
  restore: {
    meaning: "What `snapshot()` of a former instance gave: its breakers go on as they stood",
    defaultMeans: "nothing",
    use: "An open breaker stays open until the moment it would have. Windows and quotas are learnt anew.",
  },
};

const BY_TITLE: Readonly<Record<string, Prose>> = PROSE;

export function proseOf(title: string): Prose {
  const found = BY_TITLE[title];
  if (found === undefined) throw new Error(`scripts/prose.ts says nothing of ${title}`);
  return found;
}

export const titles = (): readonly string[] => Object.keys(PROSE);
