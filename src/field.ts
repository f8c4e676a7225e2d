/** Reads a property of something foreign: it may be missing, of any type, or a getter that throws. */
export function field(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** `instanceof Error`, of something foreign: a proxy may throw even there. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** What is told of something that was thrown: an error's name, never its message, which may quote what must not leave. */
export function nameOfThrown(thrown: unknown): string {
  if (!isError(thrown)) return typeof thrown;
  const name = field(thrown, "name");
  return typeof name === "string" ? name : "Error";
}
