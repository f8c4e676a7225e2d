/** Members of Converse requests and answers that are bytes; JSON holds them as base64, as the service's own wire does. */
const BYTES = new Set(["bytes", "redactedContent"]);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A request as JSON holds it, with bytes where the SDK wants bytes. Parts without any are not copied. */
export function withBytes<Value>(value: Value): Value {
  // What comes back has the shape of what went in, but for the members that are bytes.
  return mapped(value) as Value;
}

function mapped(value: unknown): unknown {
  if (Array.isArray(value)) return changedList(value);
  if (!isObject(value) || ArrayBuffer.isView(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(value)) {
    const now =
      BYTES.has(name) && typeof member === "string" ? Buffer.from(member, "base64") : mapped(member);
    if (now === member) continue;
    copy ??= { ...value };
    copy[name] = now;
  }
  return copy ?? value;
}

function changedList(list: readonly unknown[]): readonly unknown[] {
  const items = list.map(mapped);
  return items.some((item, i) => item !== list[i]) ? items : list;
}

/** For JSON.stringify: bytes become base64 again. */
export function asJson(this: unknown, key: string, value: unknown): unknown {
  // A Buffer has become an object of numbers by its own toJSON before we see it.
  const held = isObject(this) ? (this as Record<string, unknown>)[key] : value;
  return held instanceof Uint8Array
    ? Buffer.from(held.buffer, held.byteOffset, held.byteLength).toString("base64")
    : value;
}
