import { entriesOf } from "./copy.js";
import { expected } from "./expected.js";
import { type Findings, type Refusal, refuse } from "./findings.js";
import { suggestion } from "./nearest.js";
import { parseValue } from "./parse.js";
import { readRestored } from "./restore.js";
import type { OptionRow } from "./row.js";
import { show, showKind, showName } from "./show.js";
import { fieldOf, groupOf, OPTIONS } from "./table.js";
import { readTargets } from "./targets.js";
import { defaultOf, type Found, type Values } from "./values.js";
import { readWeights } from "./weights.js";

/** Where an object with options came from. */
export interface Place {
  /** `option`, or the file's path. */
  readonly source: string;
  /** Before the names: empty, or `models["x"].`. */
  readonly prefix: string;
  /** What the object itself is called when it is none. */
  readonly whole: string;
  readonly rows: readonly OptionRow[];
  /** Whether null takes an option back to its default. */
  readonly resets?: true;
}

/** Options and their groups. */
function namesIn(rows: readonly OptionRow[]): readonly string[] {
  const options = rows.map((row) => row.option);
  return [...new Set([...options, ...options.map(groupOf).filter(Boolean)])];
}

function warnUnknown(key: string, path: string, place: Place, findings: Findings): void {
  const known = namesIn(place.rows);
  const where = place.source === "option" ? "" : ` in ${place.source}`;
  const group = path.slice(0, path.length - key.length);
  const name = `${place.prefix}${group}${showName(key)}`;
  findings.warnings.push(`unknown option ${name}${where}: ${advice(path, known)}`);
}

function advice(path: string, known: readonly string[]): string {
  // Here although known: either written flat, or one that models can't set.
  if (known.includes(path)) return `write it nested, as ${groupOf(path)}: { ${fieldOf(path)}: … }.`;
  if (namesIn(OPTIONS).includes(path)) return "it can't be set for one model.";
  return suggestion(path, known);
}

/** What has a shape of its own, by its kind. */
const SHAPES: Partial<
  Record<OptionRow["kind"], (value: unknown, at: Refusal, findings: Findings) => object | undefined>
> = { targets: readTargets, restore: readRestored, weights: readWeights };

function readOne(row: OptionRow, value: unknown, place: Place, findings: Findings): Found | undefined {
  const { source } = place;
  const name = `${place.prefix}${row.option}`;
  const refusal = { name, source, value, expected: expected(row, false) };
  if (value === null && place.resets) return { value: defaultOf(row), name, source: "default" };
  // Models hold options themselves: their own reader judges them.
  if (row.kind === "models") return { value, name, source };
  const readShape = SHAPES[row.kind];
  if (readShape !== undefined) {
    const shape = readShape(value, refusal, findings);
    return shape && { value: shape, name, source };
  }
  const parsed = parseValue(row, value);
  if (parsed) return { value: parsed.value, name, source };
  return refuse(findings, { ...refusal, shown: row.kind === "code" ? showKind(value) : show(value) });
}

const shortOf = (row: OptionRow): string | undefined => ("short" in row ? row.short : undefined);

type Entry = readonly [key: string, path: string, value: unknown];

/** `window: { max: 5 }` becomes the entry `window.max`. */
function flatten(entries: ReadonlyMap<string, unknown>, place: Place, findings: Findings): readonly Entry[] {
  const groups = new Set(place.rows.map((row) => groupOf(row.option)).filter(Boolean));
  return [...entries].flatMap(([key, value]): readonly Entry[] => {
    if (!groups.has(key) || value === undefined) return [[key, key, value]];
    const inner = entriesOf(value);
    if (inner) return [...inner].map(([field, held]) => [field, `${key}.${field}`, held]);
    const rows = place.rows.filter((row) => groupOf(row.option) === key);
    const short = rows.find((row) => "short" in row);
    if (short !== undefined && shortOf(short) === value)
      return [[fieldOf(short.option), short.option, value]];
    const or = short === undefined ? "" : `, or ${shortOf(short)}`;
    refuse(findings, {
      name: `${place.prefix}${key}`,
      source: place.source,
      value,
      expected: `a plain object with any of ${rows.map((row) => fieldOf(row.option)).join(", ")}${or}`,
    });
    return [];
  });
}

/** Reads an object with options, checked row by row; what is unknown becomes a warning. */
export function readOptions(raw: unknown, place: Place, findings: Findings): Values {
  const values = new Map<string, Found>();
  const entries = entriesOf(raw);
  if (!entries) {
    refuse(findings, {
      name: place.whole,
      source: place.source,
      value: raw,
      expected: "a plain object with options",
    });
  }
  const rows = new Map(place.rows.map((row) => [row.option, row]));
  for (const [key, path, value] of flatten(entries ?? new Map(), place, findings)) {
    if (value === undefined) continue;
    // A key with a dot in it is no path.
    const row = key === fieldOf(path) ? rows.get(path) : undefined;
    if (!row) warnUnknown(key, path, place, findings);
    const found = row && readOne(row, value, place, findings);
    if (found) values.set(path, found);
  }
  return values;
}
