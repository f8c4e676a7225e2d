import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** One import of one file, types included. */
export interface Import {
  /** File that imports, as `flow/limiter.ts`. */
  readonly from: string;
  /** What it names: a package, or a file of ours as `flow/queue.ts`. */
  readonly to: string;
  readonly ours: boolean;
}

/** The floors from the top: a file imports only from its own floor or lower ones. */
export const FLOORS: readonly (readonly string[])[] = [
  ["index.ts", "cli"],
  ["batch", "operate"],
  ["spillway.ts"],
  ["governed.ts"],
  ["smithy"],
  ["telemetry"],
  ["routing"],
  ["health"],
  ["flow"],
  ["outcome"],
  ["quotas"],
  ["settings", "simulator"],
  ["events.ts", "missing-peer.ts", "residency.ts", "warn.ts"],
  [
    "errors.ts",
    "clock.ts",
    "field.ts",
    "heap.ts",
    "public-model.ts",
    "random.ts",
    "region-name.ts",
    "version.ts",
  ],
];

/** Each outside thing has one door: a package or global, and the only places that may use it. */
export const DOORS: readonly (readonly [what: RegExp, where: RegExp])[] = [
  [/^opossum$/, /^health\/breaker\.ts$/],
  [/^@opentelemetry\//, /^telemetry\//],
  [/^@smithy\/types$/, /^(smithy\/|spillway\.ts$)/],
  [/^@smithy\/(?!types$)/, /^simulator\/frames\.ts$/],
  [/^@aws-sdk\/client-service-quotas$/, /^quotas\/client\.ts$/],
  [/^@aws-sdk\/client-(cloudwatch|bedrock|sts)$/, /^operate\/clients\.ts$/],
  [/^(@observablehq\/plot|linkedom)$/, /^cli\/watch-picture\.ts$/],
  [/^@aws-sdk\/client-bedrock-runtime$/, /^cli\/run-sdk\.ts$/],
  [/^@aws-sdk\//, /^$/],
  [/^node:async_hooks$/, /^smithy\/ambient\.ts$/],
  [/^node:net$/, /^(simulator\/server|cli\/run-stream)\.ts$/],
  [/^node:(http|http2)$/, /^simulator\/server\.ts$/],
  [/^node:/, /^(simulator|batch|cli)\//],
  [/^(commander|cli-table3|csv-parse|log-update)$/, /^cli\//],
];

/** What the code may name only in one file: time, chance, the environment, the disk. */
export const GLOBALS: readonly (readonly [what: RegExp, where: RegExp])[] = [
  [/\b(performance\.now|Date\.now|new Date\(\))/, /^clock\.ts$/],
  [/\b(Math\.random|randomUUID|getRandomValues)\b/, /^random\.ts$/],
  [
    /\bprocess\??\.env\b|\{[^}]*\benv\b[^}]*\} = (globalThis\.)?process\b/,
    /^(settings\/environment|cli\/run-sdk)\.ts$/,
  ],
  [/(?<![.\w])require\(/, /^$/],
  [/\bgetBuiltinModule\b/, /^(settings\/file|smithy\/ambient)\.ts$/],
  [
    /(?<![.\w])(globalThis\.)?(setTimeout|setInterval)\(/,
    /^(clock\.ts|simulator\/virtual-clock\.ts)$|^cli\//,
  ],
  [/\bconsole\./, /^(warn\.ts$|cli\/)/],
];

export const SOURCE = join(import.meta.dirname, "../src");

export function sourceFiles(folder: string = SOURCE): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

export const textOf = (file: string): string => readFileSync(join(SOURCE, file), "utf8");

const IMPORT = /^(?:import|export)\b(?:[^"';]*\bfrom\s+)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** Imports and re-exports of a file, dynamic ones too. */
export function importsIn(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const named = match[1] ?? match[2] ?? "";
    const ours = named.startsWith(".");
    const to = ours ? join(dirname(file), named).replace(/\.js$/, ".ts") : named;
    return { from: file, to, ours };
  });
}

const floorOf = (file: string): number =>
  FLOORS.findIndex((floor) => floor.some((room) => file === room || file.startsWith(`${room}/`)));

const sameRoom = (one: string, other: string): boolean =>
  one.includes("/") && one.split("/")[0] === other.split("/")[0];

export function upward(imports: readonly Import[]): string[] {
  return imports
    .filter(({ ours, to }) => ours && !to.startsWith(".."))
    .filter(({ from, to }) => !sameRoom(from, to) && floorOf(from) >= floorOf(to))
    .map(({ from, to }) => `${from} imports ${to}`);
}

export function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, Import[]>();
  for (const one of imports.filter(({ ours }) => ours))
    next.set(one.from, [...(next.get(one.from) ?? []), one]);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    else if (!done.has(file)) {
      for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    }
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

export function throughOtherDoors(imports: readonly Import[]): string[] {
  return imports
    .filter(({ ours }) => !ours)
    .filter(({ from, to }) => {
      const door = DOORS.find(([what]) => what.test(to));
      return door === undefined || !door[1].test(from);
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Code without comments and strings, near enough for what we look for. */
const bare = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace(/"[^"\n]*"/g, '""');

export function globalsIn(file: string, text: string): string[] {
  return GLOBALS.filter(([what, where]) => what.test(bare(text)) && !where.test(file)).map(
    ([what]) => `${file} uses ${what.source}`,
  );
}
