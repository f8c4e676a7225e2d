/** Reads a property of something foreign: it may be missing, of any type, or a getter that throws. */
export function field(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** The same, of what may be given or given by a function, as an SDK client's configuration has it. */
export async function provided(value: unknown, key: string): Promise<unknown> {
  const given = field(value, key);
  return typeof given === "function" ? given.call(value) : given;
}

/** `instanceof Error`, of something foreign: a proxy may throw even there. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** What names of errors are made of. One that holds anything else was made by who quotes what should not be quoted. */
const NAME = /^[A-Za-z_][\w.$-]{0,79}$/;

/** What OpenTelemetry calls an error that has no name. */
export const NAMELESS = "_OTHER";

export const isName = (value: unknown): value is string => typeof value === "string" && NAME.test(value);

/** What is told of something that was thrown: an error's name, never its message, which may quote what must not leave. */
export function nameOfThrown(thrown: unknown): string {
  if (!isError(thrown)) return typeof thrown;
  const name = field(thrown, "name");
  return isName(name) ? name : NAMELESS;
}
