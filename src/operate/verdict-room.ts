import { baseModel, leaves } from "../residency.js";
import { type Cause, causesOf } from "./verdict-causes.js";
import { type Facts, factsOf, type LaneMetrics } from "./verdict-facts.js";

/** Another place for the same model, and how much of it is used. */
export interface Room {
  readonly region: string;
  readonly model: string;
  /** Of its quotas at the peak, the fuller one; undefined: not known. */
  readonly use: number | undefined;
  /** Tokens per minute, requests per minute, where known. */
  readonly tokensPerMinute: number | undefined;
  readonly requestsPerMinute: number | undefined;
}

/** Above this use at the peak there is no room worth a move. */
const ROOMY = 0.6;

function useOf({ requests, tokens, accepted }: Facts, { quotas }: LaneMetrics): number | undefined {
  const shares = [requests, tokens].flatMap((near) => near?.peak ?? []);
  if (shares.length > 0) return Math.max(...shares);
  // Nothing was sent there: all of what is known to be granted is free.
  const granted = (quotas.requestsPerMinute ?? quotas.tokensPerMinute ?? 0) > 0;
  return accepted === 0 && granted ? 0 : undefined;
}

/** A cause that leads elsewhere: where requests are wrong, they are wrong everywhere. */
export const leadsAway = (causes: readonly Cause[]): boolean =>
  causes.some((cause) => cause !== "wrongRequests");

/** Places with the same model that are well and not full, the emptiest first; those whose use is not known come last. */
export function roomBeside(
  mine: LaneMetrics,
  all: readonly LaneMetrics[],
  residency: readonly string[],
): readonly Room[] {
  const { region, model } = mine.series;
  return all
    .filter(({ series }) => series.region !== region || series.model !== model)
    .filter(({ series }) => baseModel(series.model) === baseModel(model))
    .filter(({ series }) => leaves(residency, series.region, series.model) === undefined)
    .map((other) => ({ other, facts: factsOf(other) }))
    .filter(({ other, facts }) => !leadsAway(causesOf(facts, other.quotas)))
    .map(({ other, facts }) => ({
      region: other.series.region,
      model: other.series.model,
      use: useOf(facts, other),
      tokensPerMinute: other.quotas.tokensPerMinute,
      requestsPerMinute: other.quotas.requestsPerMinute,
    }))
    .filter(({ use }) => use === undefined || use <= ROOMY)
    .sort((one, two) => (one.use ?? 1) - (two.use ?? 1) || one.region.localeCompare(two.region));
}
