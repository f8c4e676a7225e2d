import { entriesOf } from "./copy.js";
import { expected } from "./expected.js";
import { type Findings, refuse } from "./findings.js";
import { bySpecificity } from "./glob.js";
import { readOptions } from "./read.js";
import { OPTIONS } from "./table.js";
import { type Found, layer, type Values } from "./values.js";

const MODEL_ROWS = OPTIONS.filter((row) => row.perModel);

/** What `models` sets, by pattern, from the least to the most specific. */
export type ModelValues = ReadonlyMap<string, Values>;

/** Before the names of what one entry sets. */
export const prefixOf = (pattern: string): string => `models[${JSON.stringify(pattern)}].`;

function readModels({ value, name, source }: Found, findings: Findings): ModelValues {
  const models = new Map<string, Values>();
  const entries = entriesOf(value);
  const row = OPTIONS.find((each) => each.kind === "models");
  if (!entries && row) refuse(findings, { name, source, value, expected: expected(row, false) });
  for (const [pattern, raw] of entries ?? []) {
    const prefix = prefixOf(pattern);
    if (raw === undefined) continue;
    if (pattern.trim() !== "") {
      const place = { source, prefix, whole: prefix.slice(0, -1), rows: MODEL_ROWS };
      models.set(pattern, readOptions(raw, place, findings));
    } else refuse(findings, { name: "models", source, value: pattern, expected: "a model id or pattern" });
  }
  return models;
}

/** Puts the `models` of several sources together, field by field; the later source wins. */
export function mergeModels(sources: readonly (Found | undefined)[], findings: Findings): ModelValues {
  const merged = new Map<string, Values>();
  for (const found of sources) {
    for (const [pattern, values] of found ? readModels(found, findings) : []) {
      merged.set(pattern, layer(merged.get(pattern) ?? new Map(), values));
    }
  }
  return new Map([...merged].sort(([a], [b]) => bySpecificity(a, b)));
}
