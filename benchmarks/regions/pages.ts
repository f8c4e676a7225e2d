import { namesOf } from "../family.js";
import { ranWith, short, tableOf } from "../markdown.js";
import type { Spread } from "../statistics.js";
import { POLICIES, type PolicyName } from "./policies.js";
import { SCENARIOS, scenarioOf } from "./scenarios/index.js";
import { type RegionsRow, type Summary, summaries } from "./summary.js";
import { bandsOf, missed } from "./verdict.js";

const COLUMNS: readonly PolicyName[] = namesOf(POLICIES, "ours", "peer");

/** What is shown where there is little room. */
const COMPACT: readonly PolicyName[] = ["spillway", "sdk-10", "by-hand", "opossum"];
const MAIN = ["home-down", "brown-out-503", "flapping", "both-down", "slow-death"];

const seconds = (spread: Spread | undefined, digits = 1): string => {
  if (!spread) return "";
  return Number.isFinite(spread.median) ? (spread.median / 1000).toFixed(digits) : "never";
};

/** No call is lost, and none hangs, but in a figure that says so. */
const answeredOf = ({ answered, open, scenario }: Summary): string => {
  const share = answered.worst === 100 ? "100" : Math.min(answered.median, 99.9).toFixed(1);
  // Of callers who always want something, some call is always open.
  const hanging = scenario.demand.kind === "arrivals" ? open.median : 0;
  return hanging > 0 ? `${share}, ${hanging.toFixed(0)} open` : share;
};

/** Answered, wasted, and how long the first token takes in the trouble, or in all where there is none. */
const triple = (summary: Summary): string => {
  const { wasted, firstMs } = summary;
  return `${answeredOf(summary)} / ${short(wasted.median)} / ${seconds(firstMs.trouble ?? firstMs.all)}`;
};

function peersTable(
  names: readonly string[],
  columns: readonly PolicyName[],
  rows: readonly RegionsRow[],
): string {
  const head = ["scenario", ...columns.map((policy) => POLICIES[policy].title)];
  const body = names.map((name) => {
    const all = summaries(scenarioOf(name), columns, rows);
    const found = columns.map((column) => all.find(({ policy }) => policy === column));
    return [scenarioOf(name).title, ...found.map((summary) => (summary ? triple(summary) : ""))];
  });
  return tableOf(head, body);
}

const HEAD = [
  "scenario",
  "regions",
  "answered",
  "wasted (of what breakers may spend)",
  "at home, while home was well",
  "p99 to first token s: calm, trouble",
  "home again s",
  "changes of breakers (in an open time)",
  "of the oracle's",
  "verdict",
];

function details(summary: Summary): string[] {
  const { scenario, policy, wastedCount, overspent, atHome, firstMs, changes, perOpenTime, trips } = summary;
  const spent = trips.median > 0 ? ` (${overspent.median.toFixed(2)})` : "";
  return [
    scenario.title,
    policy === "spillway" ? "two" : "home",
    answeredOf(summary),
    `${wastedCount.median.toFixed(0)}${spent}`,
    atHome.well.median.toFixed(1),
    [firstMs.calm, firstMs.trouble]
      .map((spread) => seconds(spread, 2))
      .filter(Boolean)
      .join(", "),
    seconds(summary.backHomeMs),
    `${changes.median.toFixed(0)} (${perOpenTime.median.toFixed(2)})`,
    summary.ofOracle.median.toFixed(1),
    bandsOf(scenario.bands, summary) ? missed(summary, scenario.bands).join("; ") || "met" : "none asked",
  ];
}

function detailsTable(rows: readonly RegionsRow[]): string {
  const ours = namesOf(POLICIES, "ours");
  return tableOf(HEAD, SCENARIOS.flatMap((scenario) => summaries(scenario, ours, rows)).map(details));
}

/** What is generated, by the mark between which it stands. */
export function parts(rows: readonly RegionsRow[]): ReadonlyMap<string, string> {
  return new Map([
    ["regions:main", peersTable(MAIN, COMPACT, rows)],
    [
      "regions:peers",
      peersTable(
        SCENARIOS.map(({ name }) => name),
        COLUMNS,
        rows,
      ),
    ],
    ["regions:details", detailsTable(rows)],
    ["regions:run", ranWith(rows.filter(({ scenario }) => scenarioOf(scenario).seeds === undefined))],
  ]);
}
