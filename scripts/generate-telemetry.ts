import { readFileSync } from "node:fs";
import { tableOf } from "../benchmarks/markdown.js";
import { INSTRUMENTS, type Instrument } from "../src/telemetry/instruments.js";
import { MOST_LANES } from "../src/telemetry/labels.js";
import { ATTRIBUTE, LABEL } from "../src/telemetry/names.js";
import { LABELS, RECORDS, SPAN_ATTRIBUTES } from "./telemetry-prose.js";

const code = (text: string): string => `\`${text}\``;

/** All of its columns are words. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${tableOf(head, rows, head.length)}\n\n`;

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(record) as Key[]; // own keys of a literal

const spanAttributes = (): string =>
  table(
    ["attribute", "on", "type", "what"],
    keysOf(ATTRIBUTE).map((key) => {
      const { on, type, unit, what } = SPAN_ATTRIBUTES[key];
      const where = on.length === 3 ? "all" : on.join(", ");
      return [code(ATTRIBUTE[key]), where, unit === undefined ? type : `${type}, ${unit}`, what];
    }),
  );

const KIND: Readonly<Record<Instrument["kind"], string>> = {
  counter: "counter",
  histogram: "histogram",
  gauge: "gauge",
  upDownCounter: "up-down counter",
};

const metrics = (): string =>
  table(
    ["metric", "kind", "unit", "attributes", "what"],
    Object.values(INSTRUMENTS).map(({ name, kind, unit, attributes, description }) => [
      code(name),
      KIND[kind],
      code(unit),
      attributes.map(code).join(", "),
      description.replace(/\.$/, ""),
    ]),
  );

const labels = (): string =>
  table(
    ["attribute", "what"],
    keysOf(LABEL).map((key) => [code(LABEL[key]), LABELS[key]]),
  );

const records = (): string =>
  table(
    ["record", "written when"],
    keysOf(RECORDS).map((key) => [code(`spillway.${key}`), RECORDS[key]]),
  );

const part = (name: string): string =>
  readFileSync(new URL(`./telemetry-${name}.md`, import.meta.url), "utf8").replaceAll(
    "{{MOST_LANES}}",
    String(MOST_LANES),
  );

/** The text of docs/telemetry.md: prose from the files beside this one, tables from what is emitted. */
export const telemetryPage = (): string =>
  [
    part("opening"),
    spanAttributes(),
    part("metrics"),
    metrics(),
    labels(),
    part("records"),
    records(),
    part("closing"),
  ].join("");
