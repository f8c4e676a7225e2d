import { readFileSync } from "node:fs";
import { range } from "../src/settings/expected.js";
import type { OptionRow, Row } from "../src/settings/row.js";
import { TABLE, variableOf } from "../src/settings/table.js";
import { proseOf } from "./prose.js";

const code = (text: string | number): string => `\`${text}\``;

function defaultOf(row: OptionRow): string {
  switch (row.kind) {
    case "enum":
      return code(row.default);
    case "switch":
      return code(row.default ? "on" : "off");
    case "number":
    case "integer":
    case "duration-or-none":
      return row.default === undefined
        ? (proseOf(row.option).defaultMeans ?? "not known")
        : code(row.default);
    default:
      return proseOf(row.option).defaultMeans ?? "";
  }
}

function takes(row: OptionRow): string {
  if ("min" in row) {
    const words = [
      row.kind === "integer" ? "whole, " : "",
      range(row),
      row.kind === "duration-or-none" ? ", or `none`" : "",
    ];
    return words.join("");
  }
  if ("values" in row) return row.values.map(code).join(", ");
  if (row.kind === "list") return `${row.items}; ${row.rule}`;
  if (row.kind === "code") return row.methods.length === 0 ? "a function" : "an object with methods";
  if (row.kind === "restore") return "what `snapshot()` gave";
  if (row.kind === "weights") return "object by tenant; each from 0.001 to 1000";
  return row.kind === "targets" ? "list of targets" : "object by model id or pattern";
}

const titleOf = (row: Row): string => (row.kind === "file" ? row.variable : row.option);

/** The anchor that GitHub gives the heading of a setting. */
const anchor = (row: Row): string => titleOf(row).toLowerCase().replaceAll(".", "");

const link = (row: Row): string => `[${code(titleOf(row))}](#${anchor(row)})`;

function tableLine(row: Row): string {
  if (row.kind === "file") return `| | ${link(row)} | | none | path of a JSON file |`;
  const unit = "unit" in row ? row.unit : "";
  const variable = variableOf(row);
  const named = variable === undefined ? "options and file only" : code(variable);
  const place = row.kind === "code" || row.kind === "restore" ? "options only" : named;
  return `| ${link(row)} | ${place} | ${unit} | ${defaultOf(row)} | ${takes(row)} |`;
}

function effects(row: Row): readonly string[] {
  const { values, smaller, larger, use = "" } = proseOf(titleOf(row));
  if (values) return Object.entries(values).map(([value, does]) => `- ${code(value)}: ${does}.`);
  if (smaller === undefined) return [use];
  const [less, more] = "min" in row ? ["Smaller", "Larger"] : ["Fewer", "More"];
  return [`- ${less}: ${smaller}`, `- ${more}: ${larger}`];
}

function section(row: Row): string {
  const perModel = row.kind !== "file" && row.perModel ? " Can be set per model." : "";
  return [
    `### ${titleOf(row)}`,
    "",
    `${proseOf(titleOf(row)).meaning}.${perModel}`,
    "",
    ...effects(row),
    "",
  ].join("\n");
}

const HEADER = `| option | variable | unit | default | takes |
| --- | --- | --- | --- | --- |`;

/** The text of docs/tuning.md. The prose around the table is in tuning-opening.md, to be edited as prose. */
export function tuningPage(): string {
  const opening = readFileSync(new URL("./tuning-opening.md", import.meta.url), "utf8");
  const table = [HEADER, ...TABLE.map(tableLine)].join("\n");
  return `${opening}\n## All settings\n\n${table}\n\n## What each one does\n\n${TABLE.map(section).join("\n")}`;
}
