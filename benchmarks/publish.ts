import { fileURLToPath } from "node:url";
import { isolateEnvironment } from "../examples/demo/environment.js";
import { type Course, courseOf, storeCourses, storedCourses } from "./courses.js";
import { pages, writeAll } from "./pages.js";
import { DRAWN, DRAWN_SEED, pictures } from "./pictures/index.js";
import { scenarioOf } from "./scenarios/index.js";
import { allStoredRows } from "./store.js";

/** Every file that is drawn or filled from the results that are kept. */
export function published(): ReadonlyMap<string, string> {
  const rows = allStoredRows();
  return new Map([...pages(rows), ...pictures(rows, storedCourses())]);
}

/** Runs what is drawn over time, and writes pictures and tables. */
export async function publish(): Promise<void> {
  isolateEnvironment(process.env);
  const courses: Course[] = [];
  for (const [name, minutes] of DRAWN) courses.push(await courseOf(scenarioOf(name), DRAWN_SEED, minutes));
  storeCourses(courses);
  writeAll(published());
}

// Only what is kept, drawn anew: npx tsx benchmarks/publish.ts
if (process.argv[1] === fileURLToPath(import.meta.url)) writeAll(published());
