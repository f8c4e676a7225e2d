/** Reads a property of something foreign: it may be missing, of any type, or a getter that throws. */
export function field(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
