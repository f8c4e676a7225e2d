/** Who waits how long: the real client against a pretend Bedrock in virtual time, with and without `withCall`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isolateEnvironment } from "../../examples/demo/environment.js";
import { answer, commandLine, countFlag } from "../../scripts/command-line.js";
import { progressOn } from "../../scripts/progress.js";
import { filled } from "../markdown.js";
import { type Row, rowsOf } from "./figures.js";
import { SCENARIOS, type Scenario } from "./scenario.js";
import { markdownOf, tableOf } from "./table.js";

interface Flags {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly only: string;
  readonly json: boolean;
  readonly write: boolean;
}

const NAMES = SCENARIOS.map(({ name }) => name).join(", ");

const MORE = `
Scenarios: ${NAMES}.

Exit codes:
  0  all bands of spillway's rows are met
  1  one is missed
  2  the command line can't be understood

Examples:
  npm run bench:line
  npm run bench:line -- --only batch --seeds 5`;

const command = commandLine(
  "npm run bench:line --",
  "Plays scenarios of the waiting line: p-limit, spillway, and spillway whose calls say their priority, tenant or deadline. Prints a table and checks the last ones against their bands.",
  MORE,
)
  .option("--seeds <n>", "so many seeds; of several the table shows the median and the worst", countFlag, 1)
  .option("--first-seed <n>", "the first of them", countFlag, 1)
  .option("--only <name>", "scenarios whose name contains it", "")
  .option("--json", "print one JSON result and nothing else", false)
  .option("--write", "fill docs/waiting-line.md; all scenarios only", false);

const PAGE = join(import.meta.dirname, "../../docs/waiting-line.md");

async function played(chosen: readonly Scenario[], { seeds, firstSeed }: Flags): Promise<readonly Row[]> {
  const progress = progressOn(process.stderr);
  const rows: Row[] = [];
  for (const scenario of chosen) {
    for (const policy of scenario.policies) {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        progress.say(`${scenario.name}, ${policy.name}, seed ${seed}`);
        rows.push(...(await rowsOf(scenario, policy, seed)));
      }
    }
  }
  progress.end();
  return rows;
}

function write(rows: readonly Row[], { seeds, firstSeed }: Flags): void {
  const which = `Seeds ${firstSeed} to ${firstSeed + seeds - 1}, Node ${process.version}.`;
  const parts = new Map([["bench:line", `${markdownOf(rows)}\n\n${which}`]]);
  writeFileSync(PAGE, filled(readFileSync(PAGE, "utf8"), parts));
}

async function main(argv: readonly string[]): Promise<number> {
  const flags = command.parse(argv, { from: "user" }).opts<Flags>();
  const chosen = SCENARIOS.filter(({ name }) => name.includes(flags.only));
  if (chosen.length === 0) command.error(`error: there are ${NAMES}.`);
  if (flags.write && flags.only !== "") command.error("error: --write needs all scenarios.");
  isolateEnvironment(process.env);
  const rows = await played(chosen, flags);
  if (flags.write) write(rows, flags);
  process.stdout.write(flags.json ? `${JSON.stringify(rows)}\n` : `${tableOf(rows)}\n`);
  return rows.some(({ missed }) => missed.length > 0) ? 1 : 0;
}

await answer(main);
