/** Far above what any request is, and below where the engine, or the SDK, can't write it any more. */
export const DEEPEST = 500;

/** Whether a value has lists and objects within each other in more levels than can be sent; one within itself has. */
export function isDeep(value: unknown, left: number = DEEPEST): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if (left === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeep(member, left - 1));
}
