import type { ListRow, NumberRow, OptionRow } from "./row.js";

/** `a number of slots from 1 to 100000`, as the error messages and the docs say it. */
export function numberExpected(row: Omit<NumberRow, "option" | "default">): string {
  const unit = row.unit === "" ? "" : ` of ${row.unit}`;
  const none = row.kind === "duration-or-none" ? ", or none" : "";
  return `a ${row.kind === "integer" ? "whole number" : "number"}${unit} ${range(row)}${none}`;
}

export const range = (row: Pick<NumberRow, "min" | "max" | "aboveMin">): string =>
  row.aboveMin ? `above ${row.min}, up to ${row.max}` : `from ${row.min} to ${row.max}`;

function listExpected(row: ListRow, inVariable: boolean): string {
  const commas = inVariable ? " separated by commas" : "";
  const one = row.single && !inVariable ? "one or " : "";
  return `${one}a list of ${row.items}${commas}, ${row.rule}`;
}

/** What a row takes, as it reads after "expected". Variables hold text; options and the file hold values. */
export function expected(row: OptionRow, inVariable: boolean): string {
  switch (row.kind) {
    case "number":
    case "integer":
    case "duration-or-none":
      return numberExpected(row);
    case "enum":
      return `one of ${row.values.join(", ")}`;
    case "switch":
      return inVariable ? "on or off" : "true, false, on or off";
    case "list":
      return listExpected(row, inVariable);
    case "code":
      return row.methods.length === 0
        ? "a function, from code"
        : `an object from code with the methods ${row.methods.join(", ")}`;
    default:
      return row.expected;
  }
}
