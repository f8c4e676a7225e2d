import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isolateEnvironment } from "../examples/demo/environment.js";
import { storedCourses } from "./courses.js";
import type { Family } from "./family.js";
import { LANES } from "./lanes.js";
import { filled } from "./markdown.js";
import { parts } from "./pages.js";
import { pictures } from "./pictures/index.js";
import { storedCourses as storedRegionsCourses } from "./regions/courses.js";
import { REGIONS } from "./regions/family.js";
import { parts as regionsParts } from "./regions/pages.js";

const PAGES = ["README.md", "docs/benchmarks.md"];

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** Every file that is drawn or filled from the results that are kept. */
export function published(): ReadonlyMap<string, string> {
  const rows = LANES.store.all();
  const all = new Map([...parts(rows), ...regionsParts(REGIONS.store.all())]);
  const pages = PAGES.map(pathOf).map((path) => [path, filled(readFileSync(path, "utf8"), all)] as const);
  return new Map([...pages, ...pictures(rows, storedCourses(), storedRegionsCourses())]);
}

const writeAll = (): void => {
  for (const [file, text] of published()) writeFileSync(file, text);
};

/** Runs what a family draws over time, and writes pictures and tables. */
export async function publish(family: Pick<Family<unknown, string>, "keepCourses">): Promise<void> {
  isolateEnvironment(process.env);
  await family.keepCourses();
  writeAll();
}

// Only what is kept, drawn anew: npx tsx benchmarks/publish.ts
if (process.argv[1] === fileURLToPath(import.meta.url)) writeAll();
