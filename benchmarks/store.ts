import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Row, sameTask, type Task } from "./row.js";

/** Path of a file in benchmarks/results. */
export const resultsPath = (file: string): string =>
  fileURLToPath(new URL(`results/${file}`, import.meta.url));

/** The rows that are kept in a folder of results, a file for each scenario. */
export interface Store<Came, Policy extends string> {
  /** Those of a scenario that were run with its parameters as they are now. */
  of(scenario: string): Row<Came, Policy>[];
  all(): Row<Came, Policy>[];
  /** Puts rows in the place of those of the same task; the others of their scenario stay. */
  keep(rows: readonly Row<Came, Policy>[]): void;
}

const inOrder = (a: Task<string>, b: Task<string>): number =>
  a.policy === b.policy ? a.seed - b.seed : a.policy < b.policy ? -1 : 1;

/** The items of a list that is kept, none where there is no file. */
export function readList<Item>(path: string): Item[] {
  // Our own file.
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Item[]) : [];
}

/** A line for each item. */
export function writeList(path: string, items: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}\n]\n`);
}

/**
 * @param folder within benchmarks/results; empty or with a slash at its end
 * @param keys of all scenarios, by name
 */
export function storeOf<Came, Policy extends string>(
  folder: string,
  keys: ReadonlyMap<string, string>,
): Store<Came, Policy> {
  const fileOf = (scenario: string): string => resultsPath(`${folder}${scenario}.json`);
  const of = (scenario: string): Row<Came, Policy>[] =>
    readList<Row<Came, Policy>>(fileOf(scenario)).filter((row) => row.key === keys.get(scenario));
  return {
    of,
    all: () => [...keys.keys()].flatMap(of),
    keep: (rows) => {
      for (const name of new Set(rows.map(({ scenario }) => scenario))) {
        const fresh = rows.filter(({ scenario }) => scenario === name);
        const kept = of(name).filter((row) => !fresh.some((each) => sameTask(each, row)));
        writeList(fileOf(name), [...kept, ...fresh].sort(inOrder));
      }
    },
  };
}
