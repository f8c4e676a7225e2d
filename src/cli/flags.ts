import { InvalidArgumentError, Option } from "commander";
import { REGION_NAME } from "../region-name.js";

/** What a number on the command line may be. */
export interface FlagRange {
  readonly min: number;
  readonly max?: number;
  readonly above?: boolean;
  readonly integer?: boolean;
  readonly infinity?: boolean;
}

function describe({ min, max, above, integer, infinity }: FlagRange): string {
  const span = `${above ? "above" : "from"} ${min}${max === undefined ? "" : ` to ${max}`}`;
  return `Must be ${integer ? "an integer" : "a number"} ${span}${infinity ? " or Infinity" : ""}.`;
}

function parse(text: string, range: FlagRange): number | undefined {
  const { min, max = Number.MAX_VALUE, above, integer, infinity } = range;
  if (infinity && text === "Infinity") return Number.POSITIVE_INFINITY;
  // The whole text: Number("") is 0, and parseInt("8k") is 8.
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  const inside = (above ? value > min : value >= min) && value <= max;
  return inside && (!integer || Number.isInteger(value)) ? value : undefined;
}

/** Reads a number. */
export const numberFlag =
  (range: FlagRange) =>
  (text: string): number => {
    const value = parse(text, range);
    if (value === undefined) throw new InvalidArgumentError(describe(range));
    return value;
  };

/** Reads numbers with commas between. */
export const numbersFlag =
  (range: FlagRange) =>
  (text: string): number[] =>
    text.split(",").map((part) => {
      const value = parse(part.trim(), range);
      if (value === undefined)
        throw new InvalidArgumentError(`${describe(range)} Several: with commas between.`);
      return value;
    });

/** What an option takes, where it takes anything. */
interface Taken {
  readonly parse?: (text: string) => unknown;
  readonly choices?: readonly string[];
  /** The variable that says it where the command line does not. */
  readonly env?: string;
  readonly preset?: unknown;
}

/** An option whose help names its default as one would type it. */
export function option(flags: string, text: string, { parse, choices, env, preset }: Taken): Option {
  const made = new Option(flags, text);
  if (parse !== undefined) made.argParser(parse);
  if (choices !== undefined) made.choices(choices);
  if (env !== undefined) made.env(env);
  return preset === undefined ? made : made.default(preset, String(preset));
}

/** Reads region names with commas between. */
export function regionsFlag(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const ok = names.every((name, i) => REGION_NAME.test(name) && names.indexOf(name) === i);
  if (!ok) throw new InvalidArgumentError("Must be region names such as us-east-1,us-west-2, each once.");
  return names;
}

/** Which regions a command asks, or uses, by default as `regionsOf` has it. */
export const regionsOption = (text = "regions"): Option =>
  option("--regions <names>", `${text} (default: SPILLWAY_REGIONS, else the SDK's own)`, {
    parse: regionsFlag,
  });

/** Reads model ids with commas between. */
function modelsFlag(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  if (!ids.every((id) => /^\S+$/.test(id)))
    throw new InvalidArgumentError("Must be model or profile ids, without blanks.");
  return [...new Set(ids)];
}

function idsFlag(text: string): string[] {
  if (text.includes("*")) throw new InvalidArgumentError("Must be whole ids: * stands for nothing here.");
  return modelsFlag(text);
}

/** Which models a command is about; with `patterns` it takes `*` for any text. */
export const modelsOption = (text: string, { patterns = false } = {}): Option =>
  option("--model <ids>", text, { parse: patterns ? modelsFlag : idsFlag });
