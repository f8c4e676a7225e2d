import { checkKeys, checkNumber, checkOneOf, type NumberRange, refuse } from "./check.js";
import { wordings } from "./wordings.js";

/** What a field may be. @throws TypeError that names the field, its value and what it may be */
export type Check = (field: string, value: never) => void;

export const number =
  (range: NumberRange): Check =>
  (field, value) =>
    checkNumber(field, value, range);

export const oneOf =
  (names: readonly string[]): Check =>
  (field, value) =>
    checkOneOf(field, value, names);

export const FROM_0: NumberRange = { min: 0 };
export const SHARE: NumberRange = { min: 0, max: 1 };
export const WORDING = oneOf(Object.keys(wordings));

export function checkText(field: string, value: unknown): void {
  if (typeof value !== "string") refuse(field, value, "a text");
}

/** Checks each field that is set by its own rule and refuses those without one. */
export function checkFields(field: string, value: unknown, rules: Readonly<Record<string, Check>>): void {
  checkKeys(field, value, Object.keys(rules));
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) rules[key]?.(`${field}.${key}`, member as never);
  }
}
