import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { BREAKER } from "./diagrams-breaker.js";
import { diagramOf } from "./diagrams-parts.js";
import { WAY } from "./diagrams-way.js";

/** The diagrams of the docs, by file. */
export const diagrams = (): Readonly<Record<string, string>> => ({
  "docs/pictures/breaker-states.svg": diagramOf(BREAKER),
  "docs/pictures/where-a-call-goes.svg": diagramOf(WAY),
});

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

// Not when a test imports it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(diagrams())) {
    mkdirSync(dirname(pathOf(file)), { recursive: true });
    writeFileSync(pathOf(file), text);
    console.log(`wrote ${file}`);
  }
}
