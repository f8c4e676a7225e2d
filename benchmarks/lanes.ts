import { type Course, courseOf, storeCourses } from "./courses.js";
import type { Family } from "./family.js";
import { DRAWN, DRAWN_SEED } from "./pictures/index.js";
import { POLICIES, type PolicyName, policyOf } from "./policies.js";
import { keyOf } from "./row.js";
import { type Figures, run } from "./run.js";
import { SCENARIOS, scenarioOf } from "./scenarios/index.js";
import { storeOf } from "./store.js";
import { summaries } from "./summary.js";
import { tableOf } from "./table.js";
import { missed } from "./verdict.js";

const keys = new Map(SCENARIOS.map((scenario) => [scenario.name, keyOf(scenario)]));

/** One region: how much of it is used, and how much is rejected. */
export const LANES: Family<Figures, PolicyName> = {
  policies: POLICIES,
  scenarios: SCENARIOS,
  keys,
  store: storeOf("", keys),
  run: ({ scenario, policy, seed }) => run(scenarioOf(scenario), policyOf(policy), seed),
  judge: (names, policies, rows) => {
    const all = names.flatMap((name) => summaries(scenarioOf(name), policies, rows));
    const judged = all.filter(({ policy, scenario }) => POLICIES[policy].kind === "ours" && !scenario.open);
    const ok = judged.every((summary) => missed(summary, summary.scenario.bands, all).length === 0);
    return { ok, table: tableOf(all) };
  },
  keepCourses: async () => {
    const courses: Course[] = [];
    for (const [name, minutes] of DRAWN) courses.push(await courseOf(scenarioOf(name), DRAWN_SEED, minutes));
    storeCourses(courses);
  },
};
