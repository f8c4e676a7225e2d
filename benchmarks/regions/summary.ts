import { type Pair, pairsIn, type Row } from "../row.js";
import { highest, lowest, percent, type Spread } from "../statistics.js";
import type { Figures, FirstMs } from "./figures.js";
import { POLICIES, type PolicyName } from "./policies.js";
import type { Scenario } from "./scenario.js";

export type RegionsRow = Row<Figures, PolicyName>;

/** What came of a policy in a scenario, over its seeds; shares in percent, times in ms; Infinity: never. */
export interface Summary {
  readonly scenario: Scenario;
  readonly policy: PolicyName;
  readonly seeds: readonly number[];
  /** Calls that ended with an answer. */
  readonly answered: Spread;
  /** Calls that had not ended at the end of the run. */
  readonly open: Spread;
  /** Attempts that came to nothing: how many, and of all; since the trouble began, over those that breakers may spend. */
  readonly wastedCount: Spread;
  readonly wasted: Spread;
  readonly overspent: Spread;
  readonly atHome: { readonly all: Spread; readonly well: Spread };
  /** p99 of the time to the first token; undefined where there are no such calls. */
  readonly firstMs: Readonly<Record<keyof FirstMs, Spread | undefined>>;
  /** In trouble over calm. */
  readonly firstRatio: Spread | undefined;
  readonly othersRatio: Spread | undefined;
  readonly backHomeMs: Spread | undefined;
  /** Changes of state: how many, and in an open time. */
  readonly changes: Spread;
  readonly perOpenTime: Spread;
  readonly trips: Spread;
  readonly regionTrips: Spread;
  /** Answered while the trouble lasted, of what the oracle answered then. */
  readonly ofOracle: Spread;
}

const over = (part: number, whole: number): number => (part === 0 ? 0 : part / whole);

/** Of figures that are absent, or null for never. */
function slowest(values: readonly (number | null | undefined)[]): Spread | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : highest(there.map((value) => value ?? Number.POSITIVE_INFINITY));
}

const ratio = (trouble: number | null | undefined, calm: number | null | undefined) =>
  trouble === undefined || !calm ? undefined : trouble && trouble / calm;

/** Rows of one scenario and one policy, each with the row of the same seed of the oracle that knows as much. */
export function summaryOf(
  scenario: Scenario,
  policy: PolicyName,
  pairs: readonly Pair<Figures, PolicyName>[],
): Summary {
  const figures = pairs.map(([own]) => own.figures);
  const most = (of: (figures: Figures) => number): Spread => highest(figures.map(of));
  const least = (of: (figures: Figures) => number): Spread => lowest(figures.map(of));
  const first = (name: keyof FirstMs): Spread | undefined =>
    slowest(figures.map(({ firstMs }) => firstMs[name]));
  return {
    scenario,
    policy,
    seeds: pairs.map(([{ seed }]) => seed),
    answered: least(({ answered, failed }) => percent(answered, answered + failed)),
    open: most(({ open }) => open),
    wastedCount: most(({ attempts }) => attempts.wasted),
    wasted: most(({ attempts }) => 100 * over(attempts.wasted, attempts.attempts)),
    overspent: most(({ spent, spendable }) => over(spent, spendable)),
    atHome: { all: least(({ home }) => 100 * home.all), well: least(({ home }) => 100 * home.well) },
    firstMs: {
      all: first("all"),
      calm: first("calm"),
      trouble: first("trouble"),
      othersCalm: first("othersCalm"),
      othersTrouble: first("othersTrouble"),
    },
    firstRatio: slowest(figures.map(({ firstMs }) => ratio(firstMs.trouble, firstMs.calm))),
    othersRatio: slowest(figures.map(({ firstMs }) => ratio(firstMs.othersTrouble, firstMs.othersCalm))),
    backHomeMs: slowest(figures.map(({ backHomeMs }) => backHomeMs)),
    changes: most(({ breakers }) => breakers.changes),
    perOpenTime: most(({ breakers }) => breakers.perOpenTime),
    trips: most(({ breakers }) => breakers.trips),
    regionTrips: most(({ breakers }) => breakers.regionTrips),
    ofOracle: lowest(
      pairs.map(([own, oracle]) => percent(own.figures.answeredInTrouble, oracle.figures.answeredInTrouble)),
    ),
  };
}

/** The rows of a scenario by policy, in the order of the names; only seeds that the policy's oracle has run, too. */
export function summaries(
  scenario: Scenario,
  policies: readonly PolicyName[],
  rows: readonly RegionsRow[],
): Summary[] {
  return policies.flatMap((policy) => {
    const pairs = pairsIn<Figures, PolicyName>(rows, scenario.name, policy, POLICIES[policy].oracle);
    return pairs.length === 0 ? [] : [summaryOf(scenario, policy, pairs)];
  });
}
