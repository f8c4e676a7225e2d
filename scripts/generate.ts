import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dashboardFile } from "./dashboard.js";
import { optionsFile } from "./generate-options.js";
import { telemetryPage } from "./generate-telemetry.js";
import { tuningPage } from "./generate-tuning.js";

/** Each generated file with the text it should have. */
export const generated = (): Readonly<Record<string, string>> => ({
  "src/settings/options.ts": optionsFile(),
  "docs/tuning.md": tuningPage(),
  "docs/telemetry.md": telemetryPage(),
  "observability/grafana.json": dashboardFile(),
});

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

function isCurrent(file: string, text: string): boolean {
  try {
    return readFileSync(pathOf(file), "utf8") === text;
  } catch {
    return false;
  }
}

/** The generated files that are missing or no longer what the table says. */
export const staleFiles = (): readonly string[] =>
  Object.entries(generated())
    .filter(([file, text]) => !isCurrent(file, text))
    .map(([file]) => file);

function main(check: boolean): void {
  const stale = staleFiles();
  if (check) {
    for (const file of stale) console.error(`${file} is stale: run npx tsx scripts/generate.ts`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  for (const [file, text] of Object.entries(generated())) writeFileSync(pathOf(file), text);
  console.log(stale.length === 0 ? "nothing was stale" : `wrote ${stale.join(", ")}`);
}

// Not when a test imports it.
if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));
