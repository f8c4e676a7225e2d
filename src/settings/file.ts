import { type Findings, refuse } from "./findings.js";
import { show } from "./show.js";
import { FILE_ROW } from "./table.js";

export type ReadFile = (path: string) => string;

/** The only door to the disk; asked for when it is needed, so that the library loads where there is none. */
function readFromDisk(path: string): string {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (!fs) throw new Error("files can't be read here (it takes Node 20.16 or later)");
  return fs.readFileSync(path, "utf8");
}

export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : show(error));

/** Some editors begin a file with a byte order mark, which JSON.parse doesn't take. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

/** The file that SPILLWAY_CONFIG names; undefined when it names none, or with the reason in `findings`. */
export function readConfigFile(
  path: string | undefined,
  findings: Findings,
  readFile: ReadFile = readFromDisk,
): ConfigFile | undefined {
  if (path === undefined) return undefined;
  const about = { name: FILE_ROW.variable, source: "variable", value: path };
  if (typeof path !== "string" || path.trim() === "") {
    return refuse(findings, { ...about, expected: "the path of a JSON file" });
  }
  const shown = JSON.stringify(path); // whole: a path cut short helps nobody
  try {
    return { path, content: parse(readFile(path)) };
  } catch (error) {
    return refuse(findings, {
      ...about,
      shown,
      expected: `the path of a readable JSON file, but ${reasonOf(error).replace(/\.$/, "")}`,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    // The engine's own words quote what stands there, which may be a secret in the wrong file.
    throw new Error("it is not JSON");
  }
}
