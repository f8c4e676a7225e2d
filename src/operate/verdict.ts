import { MINUTE_MS } from "../clock.js";
import { baseModel } from "../residency.js";
import { type Advice, adviceFor } from "./verdict-advice.js";
import { type Cause, causesOf } from "./verdict-causes.js";
import { type Facts, factsOf, type LaneMetrics } from "./verdict-facts.js";
import { leadsAway, type Room, roomBeside } from "./verdict-room.js";
import { NAMED, wordsOf } from "./verdict-words.js";

/** What a lane means. */
export interface Verdict {
  readonly region: string;
  readonly model: string;
  /** `nothing`: there is nothing that could be judged. */
  readonly state: "nothing" | "well" | "trouble";
  readonly causes: readonly Cause[];
  /** In a few words: `quota: tokens per minute`. */
  readonly title: string;
  readonly words: readonly string[];
  readonly advice: readonly Advice[];
  readonly room: readonly Room[];
  /** What is not known, and would have mattered. */
  readonly missing: readonly string[];
  readonly facts: Facts;
  /** What it was judged by. */
  readonly metrics: LaneMetrics;
}

function missingOf(
  { series, quotas }: LaneMetrics,
  facts: Facts,
  causes: readonly Cause[],
): readonly string[] {
  const words: string[] = [];
  const blind = causes.includes("someQuota");
  if (blind && quotas.requestsPerMinute === undefined) words.push("The quota of requests per minute.");
  if (blind && quotas.tokensPerMinute === undefined) words.push("The quota of tokens per minute.");
  if (blind && quotas.tokensPerMinute !== undefined && facts.tokens === undefined)
    words.push("The tokens that were used: CloudWatch has none.");
  if (facts.tokensEstimated && facts.throttles > 0)
    words.push("EstimatedTPMQuotaUsage: tokens are counted here as input and weighted output.");
  if (facts.throttles > 0 && series.span.periodMs > MINUTE_MS)
    words.push("Single minutes: peaks are means of five minutes. A span of a day or less has them.");
  return words;
}

/** A judgement of one lane among others; `residency` as in the settings: where there may be room at all. */
export function verdictOf(
  mine: LaneMetrics,
  all: readonly LaneMetrics[],
  residency: readonly string[] = [],
): Verdict {
  const { region, model, points } = mine.series;
  const facts = factsOf(mine);
  const causes = causesOf(facts, mine.quotas);
  const isSilent = Object.keys(points).length === 0;
  const room = leadsAway(causes) ? roomBeside(mine, all, residency) : [];
  const same = all.filter(({ series }) => baseModel(series.model) === baseModel(model));
  const beside = { room, others: same.length - 1, several: same.length < all.length };
  const state = causes.length > 0 ? "trouble" : isSilent ? "nothing" : "well";
  const title = { nothing: "no requests", well: "well", trouble: causes.map((one) => NAMED[one]).join("; ") };
  return {
    region,
    model,
    state,
    causes,
    title: title[state],
    words: wordsOf(mine, facts, causes),
    advice: adviceFor(mine, facts, causes, beside),
    room,
    missing: missingOf(mine, facts, causes),
    facts,
    metrics: mine,
  };
}

const RANK = { trouble: 0, well: 1, nothing: 2 } as const;

const weight = ({ facts: { throttles, serverErrors } }: Verdict): number => throttles + serverErrors;

/** All lanes judged, what is worst first. */
export function verdictsOf(all: readonly LaneMetrics[], residency?: readonly string[]): readonly Verdict[] {
  return all
    .map((one) => verdictOf(one, all, residency))
    .sort((one, two) => RANK[one.state] - RANK[two.state] || weight(two) - weight(one));
}
