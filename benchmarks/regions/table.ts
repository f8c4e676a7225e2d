import type { Spread } from "../statistics.js";
import { terminalTable, told } from "../table.js";
import { POLICIES } from "./policies.js";
import type { Summary } from "./summary.js";
import { bandsOf, missed } from "./verdict.js";

const HEAD = [
  "scenario",
  "policy",
  "answered %",
  "open",
  "wasted",
  "%",
  "home %",
  "when well",
  "first p99 s",
  "calm",
  "trouble",
  "back s",
  "changes",
  "trips",
  "of oracle %",
  "bands",
];

function cells(summary: Summary): string[] {
  const { scenario, policy, answered, wastedCount, wasted, atHome, firstMs, changes, trips } = summary;
  const figure = (spread: Spread | undefined, digits: number, scale = 1): string =>
    spread ? told(spread, summary.seeds.length, digits, scale) : "";
  return [
    scenario.name,
    POLICIES[policy].title,
    figure(answered, 1),
    figure(summary.open, 0),
    figure(wastedCount, 0),
    figure(wasted, 2),
    figure(atHome.all, 1),
    figure(atHome.well, 1),
    figure(firstMs.all, 2, 1000),
    figure(firstMs.calm, 2, 1000),
    figure(firstMs.trouble, 2, 1000),
    figure(summary.backHomeMs, 1, 1000),
    figure(changes, 0),
    figure(trips, 0),
    figure(summary.ofOracle, 1),
  ];
}

/** A verdict where something is asked. */
const judged = (summary: Summary): string => {
  const { bands } = summary.scenario;
  return bandsOf(bands, summary) ? missed(summary, bands).join("; ") || "met" : "";
};

/** The figures for a terminal or a file. */
export const tableOf = (all: readonly Summary[]): string =>
  terminalTable(
    HEAD,
    all.map((summary) => [...cells(summary), judged(summary)]),
  );
