import { tableOf as pageTable } from "../markdown.js";
import { highest, lowest, median } from "../statistics.js";
import { terminalTable } from "../table.js";
import type { Row } from "./figures.js";

/** Columns at the left that hold no figures. */
const NAMES = 3;
const HEAD = [
  "scenario",
  "policy",
  "callers",
  "share %",
  "wait p50 s",
  "wait p99 s",
  "times alone",
  "useful %",
];

/** The median of several seeds and the worst of them; nothing where there was nothing to measure. */
function told(
  rows: readonly Row[],
  figure: "share" | "waitP50Ms" | "waitP99Ms" | "timesAlone" | "usefulShare",
  { scale, digits, high }: { readonly scale: number; readonly digits: number; readonly high: boolean },
): string {
  const values = rows.map((row) => row[figure]).filter((value) => Number.isFinite(value));
  if (values.length === 0) return "";
  const { worst } = (high ? lowest : highest)(values);
  const all = values.length > 1 ? [median(values), worst] : [median(values)];
  return all.map((value) => (value * scale).toFixed(digits)).join(" / ");
}

/** One line for each scenario, policy and crowd; of several seeds the median and the worst. */
function lines(rows: readonly Row[]): string[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.scenario}\n${row.policy}\n${row.crowd}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => [
    ...key.split("\n"),
    told(group, "share", { scale: 100, digits: 1, high: true }),
    told(group, "waitP50Ms", { scale: 0.001, digits: 2, high: false }),
    told(group, "waitP99Ms", { scale: 0.001, digits: 2, high: false }),
    told(group, "timesAlone", { scale: 1, digits: 2, high: false }),
    told(group, "usefulShare", { scale: 100, digits: 1, high: true }),
  ]);
}

const bandsOf = (rows: readonly Row[]): readonly string[] => [
  ...new Set(rows.flatMap(({ missed }) => missed)),
];

/** For a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const missed = bandsOf(rows);
  const verdict = missed.length === 0 ? "All bands are met." : `Missed: ${missed.join("; ")}.`;
  return `${terminalTable(HEAD, lines(rows))}\n${verdict}`;
}

/** For a page. */
export const markdownOf = (rows: readonly Row[]): string => pageTable(HEAD, lines(rows), NAMES);
