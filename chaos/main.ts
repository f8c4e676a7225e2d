import { answer, commandLine, countFlag } from "../scripts/command-line.js";
import { progressOn } from "../scripts/progress.js";
import { dataOf, textOf } from "./report.js";
import { run } from "./run.js";
import { isFailed, judge, WARM_CALLS } from "./verdict.js";

interface Flags {
  readonly calls: number;
  readonly seed: number;
  readonly callers: number;
  readonly json: boolean;
}

const MORE = `
Exit codes:
  0  every invariant holds
  1  one is broken
  2  the command line can't be understood

Examples:
  npm run chaos
  npm run chaos -- --calls 5000 --seed 7`;

const command = commandLine(
  "npm run chaos --",
  "Many calls of the real SDK client with spillway, over real sockets on this machine, at a pretend Bedrock that fails in every way that it knows, while callers abort, leave, forget, and clocks jump. Then checks what must hold.",
  MORE,
)
  .option("--calls <n>", "so many calls", countFlag, 200_000)
  .option("--seed <n>", "what each call does", countFlag, 1)
  .option("--callers <n>", "so many at once", countFlag, 150)
  .option("--json", "print one JSON result and nothing else", false);

async function main(argv: readonly string[]): Promise<number> {
  const { calls, seed, callers, json } = command.parse(argv, { from: "user" }).opts<Flags>();
  const progress = progressOn(process.stderr);
  const begun = performance.now();
  const evidence = await run({
    calls,
    seed,
    callers,
    legCalls: WARM_CALLS,
    onProgress: ({ settled, handed, seen }) => {
      const seconds = (performance.now() - begun) / 1000;
      const rate = Math.round(settled / seconds);
      progress.say(`${settled} of ${calls} calls, ${handed} requests, ${seen} seen, ${rate} calls/s`);
    },
  });
  progress.end();
  const findings = judge(evidence);
  process.stdout.write(
    json ? `${JSON.stringify(dataOf(evidence, findings))}\n` : `${textOf(evidence, findings)}\n`,
  );
  return findings.some(isFailed) ? 1 : 0;
}

// Warnings are told at the end, those of ours counted; the SDK's about Node's age concerns nobody here.
process.removeAllListeners("warning");
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

await answer(main);
