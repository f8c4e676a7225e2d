import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MAIN } from "./pictures/index.js";
import { POLICIES, type PolicyName, policiesOf } from "./policies.js";
import type { Row } from "./row.js";
import { FAMILIES, scenarioOf } from "./scenarios/index.js";
import { type Spread, type Summary, summaries } from "./summary.js";
import { missed, rivals } from "./verdict.js";

const page = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");

const short = (value: number): string => value.toFixed(value === 0 ? 0 : value < 9.95 ? 2 : 0);
const pair = ({ used, rejected }: Summary): string => `${used.median.toFixed(1)} / ${short(rejected.median)}`;
const seconds = ({ median }: Spread): string => (median / 1000).toFixed(1);

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
  const every = FAMILIES.flatMap(([, scenarios]) => scenarios.flatMap((each) => summaries(each, ours, rows)));
  return FAMILIES.map(([heading, scenarios]) => {
    const own = every.filter(({ scenario }) => scenarios.includes(scenario));
    return `### ${heading}\n\n${tableOf(
      HEAD,
      own.map((summary) => details(summary, every)),
    )}`;
  }).join("\n\n");
}

/** Where a peer is as good on both axes, or where we reject more than a tenth of the adaptive mode. */
function rivalsList(rows: readonly Row[]): string {
  const lines = FAMILIES.flatMap(([, scenarios]) =>
    scenarios.flatMap((scenario) => {
      const words = rivals(summaries(scenario, COLUMNS, rows));
      return words.length === 0 ? [] : [`- ${scenario.title}: ${words.join("; ")}.`];
    }),
  );
  return lines.length === 0 ? "None." : lines.join("\n");
}

/** What is generated, by the mark between which it stands. */
function parts(rows: readonly Row[]): ReadonlyMap<string, string> {
  const names = FAMILIES.flatMap(([, scenarios]) =>
    scenarios.filter(({ oursOnly }) => !oursOnly).map(({ name }) => name),
  );
  return new Map([
    ["bench:main", peersTable([...MAIN.keys()], COMPACT, rows)],
    ["bench:peers", peersTable(names, COLUMNS, rows)],
    ["bench:details", detailsTables(rows)],
    ["bench:rivals", rivalsList(rows)],
    ["bench:run", runWith(rows)],
  ]);
}

/** With what the rows were run. */
function runWith(rows: readonly Row[]): string {
  const versions = [...new Set(rows.map((row) => row.with))].sort();
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  return `Seeds ${seeds.join(", ")}; ${versions.join("; ")}.`;
}

function filled(text: string, rows: readonly Row[]): string {
  let result = text;
  for (const [mark, part] of parts(rows)) {
    const between = new RegExp(`(<!-- ${mark} -->)[\\s\\S]*?(<!-- /${mark} -->)`);
    result = result.replace(between, (_, open: string, close: string) => `${open}\n\n${part}\n\n${close}`);
  }
  return result;
}

/** Pages with what is generated from rows, by file. */
export const pages = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(
    ["README.md", "docs/benchmarks.md"].map((file) => [
      page(file),
      filled(readFileSync(page(file), "utf8"), rows),
    ]),
  );

export function writeAll(files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) writeFileSync(file, text);
}
