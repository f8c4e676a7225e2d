import { itemsOf } from "./copy.js";
import type { CodeRow, ListRow, NumberRow, OptionRow } from "./row.js";

/** Undefined = refused. */
export type Parsed = { readonly value: unknown } | undefined;

/** Decimal digits only: Number() alone would take "", " ", "0x10" and "Infinity" as well. */
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

type Range = Pick<NumberRow, "kind" | "min" | "max" | "aboveMin">;

export function inRange(row: Range, value: unknown): value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (row.kind === "integer" && !Number.isInteger(value)) return false;
  return (row.aboveMin ? value > row.min : value >= row.min) && value <= row.max;
}

function parseNumber(row: NumberRow, value: unknown): Parsed {
  if (row.kind === "duration-or-none" && value === "none") return { value: Number.POSITIVE_INFINITY };
  // + 0 makes a plain zero of -0, which Object.is and logs would tell apart.
  return inRange(row, value) ? { value: value + 0 } : undefined;
}

function parseList(row: ListRow, value: unknown): Parsed {
  const items = row.single && typeof value === "string" ? [value] : itemsOf(value);
  if (items === undefined) return undefined;
  const fits = (item: unknown): item is string =>
    typeof item === "string" && item.trim() !== "" && (row.pattern?.test(item) ?? true);
  if (!items.every(fits)) return undefined;
  // Written down and empty, it would silently allow all.
  if (row.single && items.length === 0) return undefined;
  if (row.unique && new Set(items).size !== items.length) return undefined;
  return { value: items };
}

function parseCode(row: CodeRow, value: unknown): Parsed {
  if (row.methods.length === 0) return typeof value === "function" ? { value } : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return row.methods.every((method) => typeof Reflect.get(value, method) === "function")
      ? { value }
      : undefined;
  } catch {
    return undefined;
  }
}

function parseSwitch(value: unknown): Parsed {
  if (value === true || value === "on") return { value: true };
  return value === false || value === "off" ? { value: false } : undefined;
}

/** A value as options and the file hold it. What has a shape of its own (targets, models, restore) is not for here. */
export function parseValue(row: OptionRow, value: unknown): Parsed {
  switch (row.kind) {
    case "number":
    case "integer":
    case "duration-or-none":
      return parseNumber(row, value);
    case "enum":
      return typeof value === "string" && row.values.includes(value) ? { value } : undefined;
    case "switch":
      return parseSwitch(value);
    case "list":
      return parseList(row, value);
    case "code":
      return parseCode(row, value);
    default:
      return undefined;
  }
}

/** A value as a variable holds it: the whole text counts, blanks included. */
export function parseText(row: OptionRow, text: string): Parsed {
  switch (row.kind) {
    case "number":
    case "integer":
    case "duration-or-none":
      return parseNumber(row, DECIMAL.test(text) ? Number(text) : text);
    case "list":
      return parseList(
        row,
        text.split(",").map((item) => item.trim()),
      );
    default:
      return parseValue(row, text);
  }
}
