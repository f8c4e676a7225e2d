import type { Scenario } from "../scenario.js";
import { CAPACITY } from "./capacity.js";
import { nameless } from "./kinds.js";
import { QUOTAS } from "./quotas.js";

const LOSES = 3;
/** The issue of these rows is what is lost, not what is rejected. */
const ANY = 100;

function unnamed(scenario: Scenario): Scenario {
  const { ci, changes } = scenario;
  return {
    ...scenario,
    name: `${scenario.name}-nameless`,
    title: `${scenario.title}; messages name nothing`,
    oursOnly: true,
    behaviour: "Loses little by taking capacity for a quota, or a quota for capacity.",
    server: nameless(scenario.server),
    ...(changes && { changes: changes.map(({ atMs, server }) => ({ atMs, server: nameless(server) })) }),
    bands: { used: 0, rejected: ANY, loses: { to: scenario.name, points: LOSES } },
    ci: { ...ci, bands: { used: Math.max(0, ci.bands.used - 15), rejected: ANY } },
  };
}

const NAMES = [
  "slots-4",
  "slots-20",
  "step",
  "wave",
  "outage",
  "rpm-60-learned",
  "rpm-4-learned",
  "rpm-24-learned",
  "rpm-500-learned",
  "tpm-300k-learned",
  "rpm-300-step",
];

/** Rows of before, with messages that do not tell capacity from quotas. */
export const NAMELESS: readonly Scenario[] = [...CAPACITY, ...QUOTAS]
  .filter(({ name }) => NAMES.includes(name))
  .map(unnamed);
