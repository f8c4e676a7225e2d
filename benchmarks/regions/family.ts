import type { Family } from "../family.js";
import { keyOf } from "../row.js";
import { storeOf } from "../store.js";
import { keepCourses } from "./courses.js";
import type { Figures } from "./figures.js";
import { POLICIES, type PolicyName, policyOf } from "./policies.js";
import { run } from "./run.js";
import { SCENARIOS, scenarioOf } from "./scenarios/index.js";
import { summaries } from "./summary.js";
import { tableOf } from "./table.js";
import { missed } from "./verdict.js";

const keys = new Map(SCENARIOS.map((scenario) => [scenario.name, keyOf(scenario)]));

/** Two regions: what becomes of calls when one of them fails. */
export const REGIONS: Family<Figures, PolicyName> = {
  policies: POLICIES,
  scenarios: SCENARIOS,
  keys,
  store: storeOf("regions/", keys),
  run: ({ scenario, policy, seed }) => run(scenarioOf(scenario), policyOf(policy), seed),
  judge: (names, policies, rows) => {
    const all = names.flatMap((name) => summaries(scenarioOf(name), policies, rows));
    return {
      ok: all.every((summary) => missed(summary, summary.scenario.bands).length === 0),
      table: tableOf(all),
    };
  },
  keepCourses,
};
