import { expect, it } from "vitest";
import { type PolicyName, policyOf } from "../../benchmarks/policies.js";
import { keyOf, type Row } from "../../benchmarks/row.js";
import { run } from "../../benchmarks/run.js";
import type { Scenario } from "../../benchmarks/scenario.js";
import { summaryOf } from "../../benchmarks/summary.js";
import { countedBy } from "../../benchmarks/supply.js";
import { missed } from "../../benchmarks/verdict.js";

const SEED = 1;
const TIMEOUT_MS = 120_000;

/** The scenario as long as it is run here. */
const shortened = (scenario: Scenario): Scenario => ({ ...scenario, minutes: scenario.ci.minutes });

async function rowOf(scenario: Scenario, policy: PolicyName): Promise<Row> {
  const figures = await run(scenario, policyOf(policy), SEED);
  return { scenario: scenario.name, policy, seed: SEED, key: keyOf(scenario), with: "", figures };
}

/** What a quota supplies is reckoned, so that only slots need the oracle. */
const needsOracle = (scenario: Scenario): boolean =>
  countedBy(scenario) === undefined || scenario.ci.bands.p99Ratio !== undefined;

/** A test for each scenario: one short run of spillway on its defaults, against the bands of `ci`. */
export function keepTheirBands(scenarios: readonly Scenario[]): void {
  it.each(scenarios.map((scenario) => [scenario.name, shortened(scenario)] as const))(
    "%s",
    { timeout: TIMEOUT_MS },
    async (_, scenario) => {
      const own = await rowOf(scenario, "spillway");
      const oracle = needsOracle(scenario) ? await rowOf(scenario, "oracle") : own;
      const summary = summaryOf(scenario, "spillway", [[own, oracle]]);
      const { used, rejected } = summary;
      const words = missed(summary, scenario.ci.bands);
      expect(words, `used ${used.median} %, rejected ${rejected.median} %`).toEqual([]);
    },
  );
}
