/**
 * An object's own entries, read once; undefined for anything but a plain object.
 *
 * A Map, so that keys like `__proto__` are only keys. Objects of a class are refused rather than half read:
 * what their prototype holds would silently not count. Getters and proxies may throw: that is a refusal too.
 */
export function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return isPlain(value) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Also true for plain objects of another realm (vm, iframe), whose Object.prototype is not ours. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A list's items, copied; undefined for anything but a list. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  try {
    return Array.isArray(value) ? Array.from<unknown>(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Freezes what was built here; `kept` is the user's own and stays as it is, functions too. */
export function deepFreeze<T>(value: T, kept?: unknown): T {
  if (typeof value !== "object" || value === null || value === kept || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner, kept);
  return Object.freeze(value);
}
