import { finderIn } from "../family.js";
import type { Scenario } from "../scenario.js";
import { CAPACITY } from "./capacity.js";
import { FLEETS } from "./fleets.js";
import { NAMELESS } from "./nameless.js";
import { QUOTAS } from "./quotas.js";

const BURSTS: Scenario = {
  name: "bursts",
  title: "bursts of 22/s for 5 s in each 20 s, else 5/s, on 20 slots",
  behaviour: "Lets a burst wait its turn, with nobody refused and no slot idle.",
  server: { slots: 20 },
  demand: {
    kind: "arrivals",
    perSecond: 5,
    burst: { everyMs: 20_000, forMs: 5_000, perSecond: 22 },
    restMs: 60_000,
  },
  clients: { count: 1, everyMs: 0 },
  minutes: 11,
  rightSize: 20,
  bands: { used: 99.5, rejected: 0.6, answered: 100, p99Ratio: 1.1 },
  ci: { minutes: 4, bands: { used: 98, rejected: 3, p99Ratio: 2 } },
};

/** Scenarios that belong together, with a heading for tables. */
export const GROUPS: readonly (readonly [heading: string, scenarios: readonly Scenario[]])[] = [
  ["Slots", [...CAPACITY, BURSTS]],
  ["Quotas", QUOTAS],
  ["Messages that name nothing", NAMELESS],
  ["Fleets", FLEETS],
];

export const SCENARIOS: readonly Scenario[] = GROUPS.flatMap(([, scenarios]) => scenarios);

export const scenarioOf = finderIn(SCENARIOS);
