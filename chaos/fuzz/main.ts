import { answer, commandLine, countFlag } from "../../scripts/command-line.js";
import { progressOn } from "../../scripts/progress.js";
import { isSound, textOf } from "./report.js";
import { fuzz } from "./run.js";
import { allTargets } from "./targets/index.js";

interface Flags {
  readonly cases: number;
  readonly seed: number;
  readonly only: string;
  readonly json: boolean;
}

const MORE = `
Exit codes:
  0  everything bore what it was given
  1  something did not; the seed and the smallest case that was found are printed
  2  the command line can't be understood

Examples:
  npm run fuzz
  npm run fuzz -- --cases 20000 --seed 7
  npm run fuzz -- --only settings`;

const command = commandLine(
  "npm run fuzz --",
  "Gives to the parts of spillway that meet the outside whatever could come from there: settings, errors, headers, bodies, frames, names, usage. Whole calls go through the real SDK client in process and in virtual time, and are compared with the same client without spillway.",
  MORE,
)
  .option("--cases <n>", "so many in all", countFlag, 1_000_000)
  .option("--seed <n>", "what the cases are", countFlag, 1)
  .option("--only <text>", "targets whose name contains it", "")
  .option("--json", "print one JSON result and nothing else", false);

async function main(argv: readonly string[]): Promise<number> {
  const { cases, seed, only, json } = command.parse(argv, { from: "user" }).opts<Flags>();
  const names = allTargets().map(({ name }) => name);
  if (!names.some((name) => name.includes(only))) command.error(`error: there are ${names.join(", ")}.`);
  const progress = progressOn(process.stderr);
  const scores = await fuzz({
    cases,
    seed,
    only,
    onCases: (name, done) => progress.say(`${name}: ${done} cases`),
  });
  progress.end();
  const ok = scores.every(isSound);
  process.stdout.write(json ? `${JSON.stringify({ ok, scores })}\n` : `${textOf(scores)}\n`);
  return ok ? 0 : 1;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
process.removeAllListeners("warning");

await answer(main);
