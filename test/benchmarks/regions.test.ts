import { describe, expect, it } from "vitest";
import { type PolicyName, policyOf } from "../../benchmarks/regions/policies.js";
import { run } from "../../benchmarks/regions/run.js";
import type { BandsByPolicy, Scenario } from "../../benchmarks/regions/scenario.js";
import { SCENARIOS } from "../../benchmarks/regions/scenarios/index.js";
import { type RegionsRow, summaries } from "../../benchmarks/regions/summary.js";
import { missed } from "../../benchmarks/regions/verdict.js";

const TIMEOUT_MS = 120_000;

/** A scenario as long as it is run here, once for each seed. */
interface Short {
  readonly scenario: Scenario;
  readonly seeds: number;
  readonly bands: BandsByPolicy;
}

const SHORT: readonly Short[] = SCENARIOS.flatMap(({ ci, ...scenario }) =>
  ci ? [{ scenario: { ...scenario, minutes: ci.minutes }, seeds: ci.seeds ?? 1, bands: ci.bands }] : [],
);

const POLICIES = ["spillway", "spillway-home"] as const satisfies readonly PolicyName[];

async function rowsOf({ scenario, seeds }: Short, policy: PolicyName): Promise<RegionsRow[]> {
  const rows: RegionsRow[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const figures = await run(scenario, policyOf(policy), seed);
    rows.push({ scenario: scenario.name, policy, seed, key: "", with: "", figures });
  }
  return rows;
}

/** Without a band that compares, our own row stands in for the oracle's. */
async function oraclesOf(short: Short, policy: (typeof POLICIES)[number], own: readonly RegionsRow[]) {
  const { oracle } = policyOf(policy);
  if (short.bands[policy]?.ofOracle === undefined) return own.map((row) => ({ ...row, policy: oracle }));
  return rowsOf(short, oracle);
}

describe("with two regions spillway keeps its bands:", () => {
  it.each(SHORT.map((short) => [short.scenario.name, short] as const))(
    "%s",
    { timeout: TIMEOUT_MS },
    async (_, short) => {
      for (const policy of POLICIES.filter((name) => short.bands[name])) {
        const own = await rowsOf(short, policy);
        const oracles = await oraclesOf(short, policy, own);
        const [summary] = summaries(short.scenario, [policy], [...own, ...oracles]);
        expect(
          summary && missed(summary, short.bands),
          JSON.stringify(own.map(({ figures }) => figures)),
        ).toEqual([]);
      }
    },
  );
});
