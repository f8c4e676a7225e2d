/** Where bytes stand in a Converse request: members by name, through lists. All else is the caller's own JSON. */
type Shape = "bytes" | { readonly [name: string]: Shape };

const MEDIA: Shape = { source: { bytes: "bytes" } };
const MEDIAS = { image: MEDIA, document: MEDIA, video: MEDIA, audio: MEDIA };
const CONTENT: Shape = {
  ...MEDIAS,
  guardContent: { image: MEDIA },
  reasoningContent: { redactedContent: "bytes" },
  toolResult: { content: MEDIAS },
};
const REQUEST: Shape = { messages: { content: CONTENT }, system: CONTENT };

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * A Converse request as JSON holds it, with base64 as the service's own wire has it, with bytes where the SDK wants bytes.
 * Parts without any are not copied.
 */
export function withBytes<Value>(request: Value): Value {
  // What comes back has the shape of what went in, but for the members that are bytes.
  return mapped(request, REQUEST) as Value;
}

function mapped(value: unknown, shape: Shape): unknown {
  if (shape === "bytes") return typeof value === "string" ? Buffer.from(value, "base64") : value;
  if (Array.isArray(value)) return changedList(value, shape);
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, within] of Object.entries(shape)) {
    if (!Object.hasOwn(value, name)) continue;
    const member = (value as Record<string, unknown>)[name]; // it has one of its own
    const now = mapped(member, within);
    if (now === member) continue;
    copy ??= { ...value };
    copy[name] = now;
  }
  return copy ?? value;
}

/** Lists hold no lists there. */
function changedList(list: readonly unknown[], shape: Shape): readonly unknown[] {
  const items = list.map((item) => (Array.isArray(item) ? item : mapped(item, shape)));
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
