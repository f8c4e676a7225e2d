import { jain, median } from "../benchmarks/statistics.js";
import { resolveSettings } from "../src/settings/resolve.js";
import { type Scenario, simulate } from "../test/flow/service.js";

/** Prints what clients that know nothing of each other make of one cap, and what one makes of a demand that falls. */

const WINDOW = resolveSettings({}, { environment: {} }).settings.window;
const SEEDS = Array.from({ length: 9 }, (_, i) => 15_000 + i);
const MINUTE = 60_000;
const few = { callers: () => 60, forMs: 10 * MINUTE };

const ROWS: Readonly<Record<string, Scenario>> = {
  "10 on 20": { ...few, slots: () => 20, clients: 10 },
  "12 on 20, 15 s apart": { ...few, slots: () => 20, clients: 12, joinMs: (client) => 15_000 * client },
  "2 on 20, one 3 min late": { ...few, slots: () => 20, clients: 2, joinMs: (client) => 3 * MINUTE * client },
  "50 on 10": { ...few, slots: () => 10, clients: 50 },
  "5 on 40": { ...few, slots: () => 40, clients: 5 },
  "20 on 25": { ...few, slots: () => 25, clients: 20 },
  "100, then 3, then 100 callers": {
    ...few,
    slots: () => 20,
    callers: (at) => (at > 3 * MINUTE && at < 7 * MINUTE ? 3 : 100),
  },
};

console.log("clients on slots | used % | refused % | Jain of the last 3 minutes (medians of nine, worst)");
for (const [name, scenario] of Object.entries(ROWS)) {
  const runs = SEEDS.map((seed) => {
    const { served, refused, lately } = simulate(scenario, WINDOW, seed);
    const alone: Scenario = { ...scenario, clients: 1, joinMs: () => 0 };
    const best = simulate(alone, "oracle", seed).served;
    return {
      used: (100 * served) / best,
      refused: (100 * refused) / (served + refused),
      fair: jain(lately),
    };
  });
  const used = runs.map((run) => run.used);
  const refused = runs.map((run) => run.refused);
  const fair = runs.map((run) => run.fair);
  const columns = [
    `${median(used).toFixed(1)} (${Math.min(...used).toFixed(1)})`,
    `${median(refused).toFixed(1)} (${Math.max(...refused).toFixed(1)})`,
    `${median(fair).toFixed(2)} (${Math.min(...fair).toFixed(2)})`,
  ];
  console.log([name, ...columns].join(" | "));
}
