const LONGEST = 60;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

function written(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  // JSON would show NaN and Infinity as null.
  if (typeof value === "number") return String(value);
  return JSON.stringify(value) ?? typeof value;
}

/** A value as error messages show it: short, and never throwing, whatever the value is. */
export function show(value: unknown): string {
  try {
    return cut(written(value));
  } catch {
    return "an object that can't be read";
  }
}

/** For what may hold a client or credentials: says what kind of thing it is and nothing of what is in it. */
export const showKind = (value: unknown): string =>
  typeof value === "object" && value !== null ? "an object" : show(value);

/** A name that a user wrote: as it is where that is harmless, in quotes where it could garble the message. */
export const showName = (name: string): string => (/^[\w.$-]{1,60}$/.test(name) ? name : show(name));
