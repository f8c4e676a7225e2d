import Table from "cli-table3";
import { POLICIES } from "./policies.js";
import type { Spread } from "./statistics.js";
import type { Summary } from "./summary.js";
import { missed } from "./verdict.js";

const NONE = ["top-left", "top-right", "bottom-left", "bottom-right", "left", "middle", "right"];
const NO_RULE = ["mid", "left-mid", "mid-mid", "right-mid", "top-mid", "bottom-mid"];
/** A rule above and one below, none between columns or rows. */
const CHARS = Object.fromEntries([...NONE, ...NO_RULE].map((name) => [name, ""]));
const STYLE = { head: [], border: [], "padding-left": 2, "padding-right": 0 };

const HEAD = [
  "scenario",
  "policy",
  "used %",
  "rejected %",
  "answered %",
  "p50 s",
  "p99 s",
  "Jain",
  "late",
  "large",
];

/** The median, and the worst behind it where there are several seeds. */
export const told = ({ median, worst }: Spread, seeds: number, digits: number, scale = 1): string =>
  [median, ...(seeds > 1 ? [worst] : [])]
    .map((value) => (Number.isFinite(value) ? (value / scale).toFixed(digits) : "never"))
    .join(" / ");

function cells(summary: Summary): string[] {
  const { scenario, policy, seeds, used, rejected, answered, p50Ms, p99Ms, jain, jainLate, large } = summary;
  const many = seeds.length;
  const fleet = scenario.clients.count > 1;
  return [
    scenario.name,
    POLICIES[policy].title,
    told(used, many, 1),
    told(rejected, many, 2),
    told(answered, many, 1),
    told(p50Ms, many, 1, 1000),
    told(p99Ms, many, 1, 1000),
    fleet ? told(jain, many, 2) : "",
    fleet ? told(jainLate, many, 2) : "",
    scenario.sizes ? `${told(large, many, 1)} %` : "",
  ];
}

const judged = (summary: Summary, all: readonly Summary[]): string => {
  const { kind } = POLICIES[summary.policy];
  if (kind !== "ours") return "";
  const words = missed(summary, summary.scenario.bands, all);
  return words.length === 0 ? "met" : words.join("; ");
};

/** A table for a terminal or a file: two names at the left, figures, and words at the right. */
export function terminalTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const colAligns = head.map(
    (_, i) => (i < 2 || i === head.length - 1 ? "left" : "right") as "left" | "right",
  );
  const table = new Table({ head: [...head], colAligns, chars: CHARS, style: STYLE });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

export const tableOf = (all: readonly Summary[]): string =>
  terminalTable(
    [...HEAD, "bands"],
    all.map((summary) => [...cells(summary), judged(summary, all)]),
  );
