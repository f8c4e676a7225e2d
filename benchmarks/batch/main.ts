/** `spillway run` against what one would write by hand, at a pretend Bedrock in another process; and killed at random moments. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { isolateEnvironment } from "../../examples/demo/environment.js";
import { answer, commandLine, countFlag } from "../../scripts/command-line.js";
import { progressOn } from "../../scripts/progress.js";
import { filled } from "../markdown.js";
import { resultsPath, writeList } from "../store.js";
import { type Leg, leg, POLICIES } from "./legs.js";
import { writeRecords } from "./records.js";
import { pageText, terminalText } from "./table.js";
import { behind, missed } from "./verdict.js";

interface Flags {
  readonly records: number;
  readonly kills: number;
  readonly slots: number;
  readonly few: number;
  readonly serviceMs: number;
  readonly seed: number;
  readonly peers: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

const MORE = `
Policies:
  ${Object.keys(POLICIES).join("\n  ")}

Exit codes:
  0  all that must hold of spillway's rows holds
  1  something does not, or a peer was ready sooner
  2  the command line can't be understood

Examples:
  npm run bench:batch
  npm run bench:batch -- --records 2000 --kills 5 --no-peers`;

const command = commandLine(
  "npm run bench:batch --",
  "Sends a file by spillway run, by p-limit and in the SDK's adaptive mode, each in a process of its own, to a pretend Bedrock in another; and kills spillway run at random moments.",
  MORE,
)
  .option("--records <n>", "lines of the file", countFlag, 100_000)
  .option("--kills <n>", "so often it is killed", countFlag, 50)
  .option("--slots <n>", "requests at once that the service takes", countFlag, 1000)
  .option("--few <n>", "and where there are few of them, with a tenth of the records", countFlag, 40)
  .option("--service-ms <ms>", "mean time of an answer", countFlag, 100)
  .option("--seed <n>", "same seed, same moments", countFlag, 1)
  .option("--no-peers", "spillway alone")
  .option("--json", "print one JSON result and nothing else", false)
  .option("--write", "keep the result, and fill docs/batch.md", false);

const PAGE = join(import.meta.dirname, "../../docs/batch.md");

async function played(flags: Flags, folder: string): Promise<readonly Leg[]> {
  const progress = progressOn(process.stderr);
  const { records, kills, slots, few, serviceMs, seed, peers } = flags;
  const [input, less] = [join(folder, "all.jsonl"), join(folder, "less.jsonl")];
  await writeRecords(input, records);
  await writeRecords(less, Math.ceil(records / 10));
  const many = { input, records, slots, serviceMs, seed, kills: 0 };
  const scarce = { ...many, input: less, records: Math.ceil(records / 10), slots: few };
  const legs: Leg[] = [];
  const play = async (policy: string, plan: typeof many): Promise<void> => {
    progress.say(`${plan.slots} slots, ${policy}${plan.kills > 0 ? `, killed ${plan.kills} times` : ""}`);
    const output = join(folder, `out-${legs.length}.jsonl`);
    legs.push(await leg(policy, output, plan));
    rmSync(output);
  };
  const [ours = ""] = Object.keys(POLICIES);
  for (const plan of [many, scarce]) {
    // A tenth of few slots would take for ever.
    const all = Object.keys(POLICIES).filter((policy) => plan === many || !policy.endsWith("a tenth"));
    for (const policy of peers ? all : [ours]) await play(policy, plan);
    await play(ours, { ...plan, kills: plan === many ? kills : Math.ceil(kills / 10) });
  }
  progress.end();
  return legs;
}

/** What does not hold. */
function failures(legs: readonly Leg[]): readonly string[] {
  const isOurs = ({ policy }: Leg): boolean => policy.startsWith("spillway");
  const ours = legs.filter(isOurs);
  const races = ours
    .filter(({ kills }) => kills === 0)
    .flatMap((one) =>
      behind(
        one,
        legs.filter((other) => !isOurs(other) && other.slots === one.slots),
      ),
    );
  return [...ours.flatMap(missed), ...races];
}

function write(legs: readonly Leg[]): void {
  writeList(
    resultsPath("batch.json"),
    legs.map(({ said: _, ...kept }) => kept),
  );
  const machine = `Node ${process.version}, ${cpus().length} cores.`;
  const parts = new Map([["bench:batch", `${pageText(legs)}\n\n${machine}`]]);
  writeFileSync(PAGE, filled(readFileSync(PAGE, "utf8"), parts));
}

async function main(argv: readonly string[]): Promise<number> {
  const flags = command.parse(argv, { from: "user" }).opts<Flags>();
  isolateEnvironment(process.env);
  const folder = mkdtempSync(join(tmpdir(), "spillway-bench-"));
  try {
    const legs = await played(flags, folder);
    if (flags.write) write(legs);
    const wrong = failures(legs);
    const text = `${terminalText(legs)}\n${wrong.length === 0 ? "All of it holds." : wrong.join("\n")}`;
    process.stdout.write(flags.json ? `${JSON.stringify({ legs, wrong })}\n` : `${text}\n`);
    return wrong.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await answer(main);
