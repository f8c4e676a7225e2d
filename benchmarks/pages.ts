import { ranWith, seconds, short, tableOf } from "./markdown.js";
import { MAIN } from "./pictures/index.js";
import { POLICIES, type PolicyName, policiesOf } from "./policies.js";
import type { Row } from "./row.js";
import { GROUPS, scenarioOf } from "./scenarios/index.js";
import type { Spread } from "./statistics.js";
import { type Summary, summaries } from "./summary.js";
import { missed, rivals } from "./verdict.js";

const pair = ({ used, rejected }: Summary): string => `${used.median.toFixed(1)} / ${short(rejected.median)}`;

const COLUMNS: readonly PolicyName[] = ["spillway", "spillway-patient", ...policiesOf("peer")];
const COMPACT: readonly PolicyName[] = [
  "spillway",
  "adaptive",
  "sdk-10",
  "limit-right",
  "limit-large",
  "opossum",
];

const find = (all: readonly Summary[], policy: PolicyName): Summary | undefined =>
  all.find((summary) => summary.policy === policy);

/** Used / rejected of each policy, a row for each scenario. */
function peersTable(names: readonly string[], columns: readonly PolicyName[], rows: readonly Row[]): string {
  const head = ["scenario", ...columns.map((policy) => POLICIES[policy].title)];
  const body = names.map((name) => {
    const all = summaries(scenarioOf(name), columns, rows);
    const cells = columns.map((policy) => find(all, policy)).map((summary) => (summary ? pair(summary) : ""));
    return [scenarioOf(name).title, ...cells];
  });
  return tableOf(head, body);
}

function details(summary: Summary, all: readonly Summary[]): string[] {
  const { scenario, policy, used, rejected, answered, p50Ms, p99Ms, jainLate, large } = summary;
  const { bands } = scenario;
  const worst = ({ median, worst }: Spread, digits: number): string =>
    `${median.toFixed(digits)} (${worst.toFixed(digits)})`;
  return [
    scenario.title,
    policy === "spillway" ? "default" : "patient",
    bands.loses ? `within ${bands.loses.points} points` : `${bands.used} / ${bands.rejected}`,
    worst(used, 1),
    worst(rejected, 2),
    answered.median.toFixed(1),
    seconds(p50Ms),
    seconds(p99Ms),
    scenario.clients.count > 1 ? worst(jainLate, 2) : "",
    scenario.sizes ? large.median.toFixed(1) : "",
    missed(summary, bands, all).join("; ") || "met",
  ];
}

const HEAD = [
  "scenario",
  "settings",
  "band: used / rejected",
  "used (worst seed)",
  "rejected (worst seed)",
  "answered",
  "p50 s",
  "p99 s",
  "Jain, late (worst seed)",
  "large off by",
  "verdict",
];

function detailsTables(rows: readonly Row[]): string {
  const ours = policiesOf("ours");
  const every = GROUPS.flatMap(([, scenarios]) => scenarios.flatMap((each) => summaries(each, ours, rows)));
  return GROUPS.map(([heading, scenarios]) => {
    const own = every.filter(({ scenario }) => scenarios.includes(scenario));
    return `### ${heading}\n\n${tableOf(
      HEAD,
      own.map((summary) => details(summary, every)),
    )}`;
  }).join("\n\n");
}

/** Where a peer is as good on both axes, or where we reject more than a tenth of the adaptive mode. */
function rivalsList(rows: readonly Row[]): string {
  const lines = GROUPS.flatMap(([, scenarios]) =>
    scenarios.flatMap((scenario) => {
      const words = rivals(summaries(scenario, COLUMNS, rows));
      return words.length === 0 ? [] : [`- ${scenario.title}: ${words.join("; ")}.`];
    }),
  );
  return lines.length === 0 ? "None." : lines.join("\n");
}

/** What is generated, by the mark between which it stands. */
export function parts(rows: readonly Row[]): ReadonlyMap<string, string> {
  const names = GROUPS.flatMap(([, scenarios]) =>
    scenarios.filter(({ oursOnly }) => !oursOnly).map(({ name }) => name),
  );
  return new Map([
    ["bench:main", peersTable([...MAIN.keys()], COMPACT, rows)],
    ["bench:peers", peersTable(names, COLUMNS, rows)],
    ["bench:details", detailsTables(rows)],
    ["bench:rivals", rivalsList(rows)],
    ["bench:run", ranWith(rows)],
  ]);
}
