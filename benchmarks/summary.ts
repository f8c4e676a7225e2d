import type { PolicyName } from "./policies.js";
import { type Pair, pairsIn, type Row } from "./row.js";
import type { Figures } from "./run.js";
import type { Scenario } from "./scenario.js";
import { highest, lowest, percent, type Spread } from "./statistics.js";
import { countedBy, supplyOf } from "./supply.js";

/** What came of a policy in a scenario, over its seeds; shares in percent, times in ms. */
export interface Summary {
  readonly scenario: Scenario;
  readonly policy: PolicyName;
  readonly seeds: readonly number[];
  /** Of what the oracle served in the run of the same seed; of a quota, of what it supplied. */
  readonly used: Spread;
  readonly rejected: Spread;
  /** Calls that ended with an answer. */
  readonly answered: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** Over the oracle's. */
  readonly p99Ratio: Spread;
  readonly jain: Spread;
  readonly jainLate: Spread;
  /** Distance of the large requests' share from their share in the demand, in percent of it. */
  readonly large: Spread;
  readonly foundMs: Spread;
}

function usedOf(scenario: Scenario, { served, tokens }: Figures, oracle: Figures): number {
  const kind = countedBy(scenario);
  if (!kind) return percent(served, oracle.served);
  return percent(kind === "tokens" ? tokens : served, supplyOf(scenario, kind));
}

/** Rows of one scenario and one policy, each with the oracle's row of the same seed. */
export function summaryOf(
  scenario: Scenario,
  policy: PolicyName,
  pairs: readonly Pair<Figures, PolicyName>[],
): Summary {
  const figures = pairs.map(([own]) => own.figures);
  return {
    scenario,
    policy,
    seeds: pairs.map(([{ seed }]) => seed),
    used: lowest(pairs.map(([own, oracle]) => usedOf(scenario, own.figures, oracle.figures))),
    rejected: highest(
      figures.map(({ rejected, attempts }) => (attempts === 0 ? 0 : percent(rejected, attempts))),
    ),
    answered: lowest(figures.map(({ served, failed }) => percent(served, served + failed))),
    p50Ms: highest(figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: highest(figures.map(({ p99Ms }) => p99Ms)),
    p99Ratio: highest(pairs.map(([own, oracle]) => own.figures.p99Ms / oracle.figures.p99Ms)),
    jain: lowest(figures.map(({ jain }) => jain)),
    jainLate: lowest(figures.map(({ jainLate }) => jainLate)),
    large: highest(
      figures.map(({ large }) => (large.demand === 0 ? 0 : 100 * Math.abs(large.served / large.demand - 1))),
    ),
    foundMs: highest(figures.map(({ foundMs }) => foundMs ?? Number.POSITIVE_INFINITY)),
  };
}

/** The rows of a scenario by policy, in the order of the names; only seeds that the oracle has run, too. */
export function summaries(
  scenario: Scenario,
  policies: readonly PolicyName[],
  rows: readonly Row[],
): Summary[] {
  return policies.flatMap((policy) => {
    const pairs = pairsIn(rows, scenario.name, policy, "oracle");
    return pairs.length === 0 ? [] : [summaryOf(scenario, policy, pairs)];
  });
}
