/** Runs one application with each line of OpenTelemetry's SDK, in each way of loading and registering it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { type Ran, type RunOptions, run } from "../test/telemetry/application.js";
import { bundleApplication, FORMATS, type Format } from "../test/telemetry/bundle.js";
import { broken } from "../test/telemetry/rules.js";
import { all, isAttempt, isCall, treesOf, unaccounted } from "../test/telemetry/trees.js";
import { answer, commandLine } from "./command-line.js";
import { installLine, LINES, nodeFor, packageInto } from "./otel-install.js";
import { progressOn } from "./progress.js";

const WHEN = ["before", "after", "never"] as const;

const MORE = `
Exit codes:
  0  every row holds
  1  one does not
  2  the command line can't be understood

Examples:
  npm run otel:matrix`;

const command = commandLine(
  "npm run otel:matrix --",
  "Installs OpenTelemetry's SDK 2.x and 3.x (and a Node that they run on) into a temporary folder and runs one application with each, as ES modules and as CommonJS, with the SDK registered before its first calls, after them, or never. Compares what reaches a collector with what a pretend Bedrock saw.",
  MORE,
);

interface Row {
  readonly cells: readonly (string | number)[];
  readonly problems: readonly string[];
}

type When = NonNullable<RunOptions["setUp"]>;

/** Attempts that a collector must have been told of: those from the registration on. */
function expectedOf({ report }: Ran, when: When): number {
  const early = report.lanes["us-east-1/app.early"]?.attempts ?? 0;
  if (when === "never") return 0;
  return report.totals.attempts - (when === "after" ? early : 0);
}

function problemsOf(ran: Ran, when: When): string[] {
  const { spans, metrics, records } = ran.receiver.seen;
  const expected = expectedOf(ran, when);
  const attempts = spans.filter(isAttempt).length;
  const counted = metrics
    .filter(({ name }) => name === "spillway.attempts")
    .flatMap(({ points }) => points)
    .reduce((sum, { value }) => sum + value, 0);
  const told = when !== "never";
  return [
    ...(ran.code === 0 ? [] : [`ended with ${ran.code}: ${ran.printed.slice(-500)}`]),
    ...(attempts === expected ? [] : [`${attempts} spans of attempts instead of ${expected}`]),
    ...(counted === expected ? [] : [`${counted} attempts in metrics instead of ${expected}`]),
    ...(records.length > 0 === told ? [] : [`${records.length} log records`]),
    ...treesOf(spans).flatMap((tree) => broken(tree)),
  ];
}

/** Of each call, the milliseconds that its waits and attempts do not account for, and whether they are few. */
function coverageOf({ receiver }: Ran): { readonly ms: number; readonly few: boolean }[] {
  const calls = [...all(treesOf(receiver.seen.spans))].filter(({ span }) => isCall(span));
  return calls.map((call) => {
    const ms = unaccounted(call);
    return { ms, few: ms <= Math.max(2, (call.span.end - call.span.start) / 100) };
  });
}

function rowOf(ran: Ran, when: When, names: readonly string[]): Row {
  const { spans, metrics, records } = ran.receiver.seen;
  const problems = problemsOf(ran, when);
  const counts = [ran.report.totals.attempts, spans.filter(isAttempt).length, metrics.length, records.length];
  return { cells: [...names, when, ...counts, problems.length === 0 ? "yes" : "no"], problems };
}

const HEAD = ["SDK", "api", "Node", "as", "set up", "attempts", "spans", "metrics", "records", "holds"];

const NARROW = { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true };

function print(rows: readonly Row[], coverage: readonly { ms: number; few: boolean }[]): void {
  const table = new Table({ head: HEAD, style: NARROW });
  table.push(...rows.map(({ cells }) => [...cells]));
  console.log(table.toString());
  const sorted = coverage.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  const few = coverage.filter((call) => call.few).length;
  console.log(
    `Not accounted for by waits and attempts, ms per call: median ${at(0.5)}, 90 % ${at(0.9)}, most ${at(1)}; ` +
      `at most 2 ms or 1 %: ${few} of ${sorted.length} calls.`,
  );
  for (const { cells, problems } of rows)
    for (const problem of problems) console.log(`${cells.slice(0, 5).join(" ")}: ${problem}`);
}

async function matrix(folder: string): Promise<number> {
  const progress = progressOn(process.stderr);
  const rows: Row[] = [];
  const coverage: { ms: number; few: boolean }[] = [];
  progress.say("packing");
  await packageInto(join(folder, "spillway"));
  for (const line of LINES) {
    progress.say(`installing SDK ${line.name}`);
    const at = join(folder, line.name);
    const node = nodeFor(line, join(folder, "node"));
    const versions = installLine(at, line, join(folder, "spillway"));
    await bundleApplication(at, ["main", "setup"]);
    const nodeVersion = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    const names = (format: Format) => [line.name, versions.api ?? "", nodeVersion, format];
    for (const format of FORMATS)
      for (const setUp of WHEN) {
        progress.say(`SDK ${line.name}, ${format}, set up ${setUp}`);
        const ran = await run(at, { format, setUp, node, steps: ["ordinary", "streams", "breakers"] });
        rows.push(rowOf(ran, setUp, names(format)));
        coverage.push(...coverageOf(ran));
      }
  }
  progress.end();
  print(rows, coverage);
  return rows.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

async function main(argv: readonly string[]): Promise<number> {
  command.parse(argv, { from: "user" });
  const folder = mkdtempSync(join(tmpdir(), "spillway-otel-"));
  try {
    return await matrix(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void answer(main);
