import Table from "cli-table3";
import type { Score } from "./play.js";

const STYLE = { head: [], border: [] };

export const isSound = ({ failures }: Score): boolean => failures === 0;

/** The scores as a table, with the smallest case of each that failed. */
export function textOf(scores: readonly Score[]): string {
  const table = new Table({
    head: ["target", "cases", "cases/s", "failures"],
    style: STYLE,
    colAligns: ["left", "right", "right", "right"],
  });
  for (const { target, cases, ms, failures } of scores) {
    table.push([target, cases, Math.round((1000 * cases) / ms), failures]);
  }
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  table.push(["all", sum(({ cases }) => cases), "", sum(({ failures }) => failures)]);
  return [table.toString(), ...scores.flatMap(failureText)].join("\n");
}

function failureText({ target, smallest }: Score): string[] {
  if (smallest === undefined) return [];
  const { seed, size, flaw } = smallest;
  return [`FAILED: ${target} (seed ${seed}, size ${size})\n  ${flaw}`];
}
