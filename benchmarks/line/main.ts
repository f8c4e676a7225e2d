/** Who waits how long: the real client against a pretend Bedrock in virtual time, with and without `withCall`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isolateEnvironment } from "../../examples/demo/environment.js";
import { type Row, rowsOf } from "./figures.js";
import { SCENARIOS } from "./scenario.js";
import { markdownOf, tableOf } from "./table.js";

const USAGE = `Usage: npm run bench:line -- [--seeds <n>] [--first-seed <n>] [--only <name>] [--json] [--write]

Plays scenarios of the waiting line: p-limit, spillway, and spillway whose calls
say their priority, tenant or deadline. Of several seeds the table shows the
median and the worst. --write fills docs/waiting-line.md (all scenarios only).

Exit codes: 0 all bands are met; 1 one is missed; 2 the command line can't be understood.

Examples:
  npm run bench:line
  npm run bench:line -- --only batch --seeds 5
`;

const PAGE = join(import.meta.dirname, "../../docs/waiting-line.md");
const PLACE = /(<!-- bench:line -->\n)[\s\S]*(<!-- \/bench:line -->)/;

function countOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new TypeError("must be a whole number from 1");
}

function flags() {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1" },
      "first-seed": { type: "string", default: "1" },
      only: { type: "string", default: "" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const chosen = SCENARIOS.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) throw new TypeError(`there are ${SCENARIOS.map(({ name }) => name).join(", ")}`);
  if (values.write && values.only !== "") throw new TypeError("--write needs all scenarios");
  return { ...values, chosen, seeds: countOf(values.seeds), firstSeed: countOf(values["first-seed"]) };
}

type Flags = ReturnType<typeof flags>;

function understood(): Flags | undefined {
  try {
    return flags();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function played({ chosen, seeds, firstSeed }: Flags): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const scenario of chosen) {
    for (const policy of scenario.policies) {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        if (process.stderr.isTTY)
          process.stderr.write(`\r\u001b[K${scenario.name}, ${policy.name}, seed ${seed}`);
        rows.push(...(await rowsOf(scenario, policy, seed)));
      }
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return rows;
}

function write(rows: readonly Row[], { seeds, firstSeed }: Flags): void {
  const which = `Seeds ${firstSeed} to ${firstSeed + seeds - 1}, Node ${process.version}.`;
  const page = readFileSync(PAGE, "utf8");
  if (!PLACE.test(page)) throw new Error("the page has no place for the figures: <!-- bench:line -->");
  const filled = page.replace(
    PLACE,
    (_, begin, end) => `${begin}\n${markdownOf(rows)}\n\n${which}\n\n${end}`,
  );
  writeFileSync(PAGE, filled);
}

const given = understood();
if (given?.help) process.stdout.write(USAGE);
else if (given !== undefined) {
  isolateEnvironment(process.env);
  const rows = await played(given);
  if (given.write) write(rows, given);
  process.stdout.write(given.json ? `${JSON.stringify(rows)}\n` : `${tableOf(rows)}\n`);
  process.exitCode = rows.some(({ missed }) => missed.length > 0) ? 1 : 0;
}
