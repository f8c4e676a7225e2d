/** Measures what spillway costs. `--json`: as JSON; `--write`: all into results.json and docs/cost.md; names: only those parts. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { build } from "esbuild";
import type { Figure, Results } from "./figures.js";
import { filled, table } from "./report.js";

const run = promisify(execFile);

/** Each in a process of its own, so that none warms or litters for the next. */
const PARTS: readonly (readonly string[])[] = [
  ["handlers"],
  ["handlers", "--tracer"],
  ["telemetry"],
  ["telemetry", "--batch"],
  ["calls"],
  ["calls", "--tracer"],
  ["line"],
  ["memory"],
  ["loading"],
  ["size"],
];

const root = join(import.meta.dirname, "../..");
const out = join(root, ".tmp/micro");

/**
 * The parts as plain JavaScript, with spillway itself from dist/: what runs TypeScript directly names each function
 * anew whenever it is made, which is what we would then measure.
 */
async function compile(): Promise<void> {
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [...new Set(PARTS.map(([name]) => join(import.meta.dirname, "parts", `${name}.ts`)))],
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    // Without the project's own, which leads the name of the package to its sources.
    tsconfigRaw: {},
  });
}

async function measure([name, ...flags]: readonly string[]): Promise<readonly Figure[]> {
  const command = ["--expose-gc", "--no-warnings", join(out, `${name}.mjs`), ...flags];
  const { stdout } = await run(process.execPath, command, { cwd: root });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]");
}

function write(results: Results): void {
  writeFileSync(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const page = join(root, "docs/cost.md");
  writeFileSync(page, filled(readFileSync(page, "utf8"), results));
}

const NAMES = [...new Set(PARTS.map(([file]) => basename(file ?? "")))];
const USAGE = `Usage: npm run bench:micro -- [--json] [--write] [${NAMES.join("|")}...]

Without names all parts are measured. --json prints JSON; --write keeps the
figures in benchmarks/micro/results.json and docs/cost.md (all parts only).
A missed limit is shown and does not change the exit code.
`;

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean" }, write: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  allowPositionals: true,
  strict: true,
});
const strange = positionals.filter((name) => !NAMES.includes(name));
if (values.help || strange.length > 0 || (values.write && positionals.length > 0)) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}
await compile();
const figures: Figure[] = [];
for (const part of PARTS) {
  const name = basename(part[0] ?? "");
  if (positionals.length === 0 || positionals.includes(name)) figures.push(...(await measure(part)));
}
const [cpu] = cpus();
const machine = { node: process.version, cpu: cpu?.model ?? "unknown", cores: cpus().length };
const results = { machine, figures };
if (values.write) write(results);
console.log(values.json ? JSON.stringify(results, null, 2) : table(results));
