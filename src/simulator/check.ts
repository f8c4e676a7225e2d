const show = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? "a list" : String(value);

/** @throws TypeError that names the field, its value and what it may be. */
export function refuse(field: string, value: unknown, range: string): never {
  throw new TypeError(`simulator: ${field} is ${show(value)}, must be ${range}`);
}

/** What a number may be. */
export interface NumberRange {
  readonly min: number;
  readonly max?: number;
  /** `min` itself is not allowed. */
  readonly above?: boolean;
  readonly integer?: boolean;
  readonly infinity?: boolean;
}

function describe({ min, max, above, integer, infinity }: NumberRange): string {
  const kind = integer ? "an integer" : "a number";
  const low = above ? `above ${min}` : `from ${min}`;
  return `${kind} ${low}${max === undefined ? "" : ` to ${max}`}${infinity ? " or Infinity" : ""}`;
}

/** @throws TypeError unless `value` is a number within the range. */
export function checkNumber(field: string, value: unknown, range: NumberRange): void {
  const { min, max = Number.MAX_VALUE, above, integer, infinity } = range;
  const ok =
    typeof value === "number" &&
    ((infinity === true && value === Number.POSITIVE_INFINITY) ||
      ((above ? value > min : value >= min) && value <= max && (!integer || Number.isInteger(value))));
  if (!ok) refuse(field, value, describe(range));
}

/** @throws TypeError unless `value` is a plain object with no other keys than these. */
export function checkKeys(field: string, value: unknown, keys: readonly string[]): asserts value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(field, value, "an object");
  for (const key of Object.keys(value)) {
    if (!keys.includes(key))
      throw new TypeError(`simulator: ${field}.${key} is unknown, must be one of ${keys.join(", ")}`);
  }
}

/** @throws TypeError unless `value` is one of these. */
export function checkOneOf(field: string, value: unknown, names: readonly string[]): void {
  if (!names.includes(value as string)) refuse(field, value, `one of ${names.join(", ")}`);
}
