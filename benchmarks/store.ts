import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { keyOf, type Row, sameTask, type Task } from "./row.js";
import { SCENARIOS, scenarioOf } from "./scenarios/index.js";

const FOLDER = fileURLToPath(new URL("results/", import.meta.url));

const fileOf = (scenario: string): string => `${FOLDER}${scenario}.json`;

/** The committed rows of a scenario that were run with its parameters as they are now. */
export function storedRows(name: string): Row[] {
  if (!existsSync(fileOf(name))) return [];
  // Our own file.
  const rows = JSON.parse(readFileSync(fileOf(name), "utf8")) as Row[];
  const key = keyOf(scenarioOf(name));
  return rows.filter((row) => row.key === key);
}

export const allStoredRows = (): Row[] => SCENARIOS.flatMap(({ name }) => storedRows(name));

const inOrder = (a: Task, b: Task): number =>
  a.policy === b.policy ? a.seed - b.seed : a.policy < b.policy ? -1 : 1;

/** Puts rows in the place of those of the same task; the others of their scenario stay. */
export function store(rows: readonly Row[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of new Set(rows.map(({ scenario }) => scenario))) {
    const fresh = rows.filter(({ scenario }) => scenario === name);
    const kept = storedRows(name).filter((row) => !fresh.some((each) => sameTask(each, row)));
    const lines = [...kept, ...fresh].sort(inOrder).map((row) => `  ${JSON.stringify(row)}`);
    writeFileSync(fileOf(name), `[\n${lines.join(",\n")}\n]\n`);
  }
}
