import { range } from "../src/settings/expected.js";
import type { NumberRow, OptionRow } from "../src/settings/row.js";
import { fieldOf, groupOf, OPTIONS, variableOf } from "../src/settings/table.js";
import { proseOf } from "./prose.js";

const HEAD = `// Generated from src/settings/table.ts by scripts/generate.ts: change the table, then run it.
import type { Clock } from "../clock.js";
import type { Random } from "../random.js";
import type { ClientFor, EndpointFor, QuotasFor, RestoredState, Target } from "./settings.js";
`;

const INTERFACES: Readonly<Record<string, string>> = {
  window: "How many attempts a lane may have in flight.",
  queue: "Who waits when the window is full.",
  streams: "When a stream counts as dead, or as cut short.",
  lanes: "How many lanes are remembered.",
  retry: "How often and when a call is tried again.",
  spill: "When a call goes elsewhere.",
  breaker: "When a region is left alone, and how it is tried again.",
  quota: "What is known of quotas beforehand, per lane.",
};

const nameOf = (group: string): string => `${group[0]?.toUpperCase()}${group.slice(1)}Options`;

const union = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(" | ");

/** The TypeScript type that a user writes. */
function typeOf(row: OptionRow): string {
  switch (row.kind) {
    case "number":
    case "integer":
      return "number";
    case "duration-or-none":
      return 'number | "none"';
    case "enum":
      return union(row.values);
    case "switch":
      return `boolean | ${union(row.values)}`;
    case "list":
      return row.single ? "string | readonly string[]" : "readonly string[]";
    case "targets":
      return "readonly Target[]";
    case "models":
      return "Readonly<Record<string, ModelOptions>>";
    case "restore":
      return "RestoredState";
    case "weights":
      return "Readonly<Record<string, number>>";
    case "code":
      return row.type;
  }
}

function numberFacts(row: NumberRow): readonly string[] {
  const start = row.default ?? proseOf(row.option).defaultMeans ?? "not known";
  const none = row.kind === "duration-or-none" ? ", or `none`" : "";
  const unit = row.unit === "" ? "" : `In ${row.unit}. `;
  return [`${unit}Default: ${start}; ${range(row)}${none}.`];
}

/** What stands below the meaning: unit, default, range. */
function facts(row: OptionRow): readonly string[] {
  if ("min" in row) return numberFacts(row);
  const { defaultMeans = "", values = {} } = proseOf(row.option);
  if (!("values" in row)) return [`Default: ${defaultMeans}.`];
  const start = row.kind === "switch" ? "on" : row.default;
  const choices = Object.entries(values).map(([value, does]) => `- \`${value}\`: ${does}.`);
  return [`Default: \`${start}\`.`, ...choices];
}

function field(row: OptionRow): string {
  const variable = variableOf(row);
  const named = variable === undefined ? [] : [`Variable: \`${variable}\`.`];
  const lines = [`${proseOf(row.option).meaning}.`, "", ...facts(row), ...named];
  const comment = lines.map((line) => `   *${line === "" ? "" : ` ${line}`}`);
  return [
    "  /**",
    ...comment,
    "   */",
    `  readonly ${fieldOf(row.option)}?: ${typeOf(row)} | undefined;`,
  ].join("\n");
}

const declare = (name: string, comment: string, fields: readonly string[]): string =>
  `\n/** ${comment} */\nexport interface ${name} {\n${fields.join("\n")}\n}\n`;

/** The value that may stand in the place of the whole group. */
const shortOf = (group: string): string | undefined =>
  OPTIONS.flatMap((row) => (groupOf(row.option) === group && "short" in row ? (row.short ?? []) : []))[0];

/** The fields of an interface whose groups are interfaces of their own. */
function outerFields(rows: readonly OptionRow[]): readonly string[] {
  const fields = rows.map((row) => {
    const group = groupOf(row.option);
    if (group === "") return field(row);
    const short = shortOf(group);
    const [or, meaning] =
      short === undefined ? ["", ""] : [` | "${short}"`, ` \`"${short}"\` alone is its \`source\`.`];
    return `  /** ${INTERFACES[group]}${meaning} */\n  readonly ${group}?: ${nameOf(group)}${or} | undefined;`;
  });
  return [...new Set(fields)];
}

/** The text of src/settings/options.ts. */
export function optionsFile(): string {
  const groups = Object.entries(INTERFACES).map(([group, comment]) => {
    const rows = OPTIONS.filter((row) => groupOf(row.option) === group);
    return declare(nameOf(group), comment, rows.map(field));
  });
  const perModel = OPTIONS.filter((row) => row.perModel);
  const model = declare("ModelOptions", "What can be set for one model or pattern.", outerFields(perModel));
  const all = "Everything that can be set. What is left out, or undefined, is not set.";
  return [HEAD, ...groups, model, declare("SpillwayOptions", all, outerFields(OPTIONS))].join("");
}
