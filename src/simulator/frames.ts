import { EventStreamCodec } from "@smithy/core/event-streams";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : decoder.decode(bytes)),
  (text) => encoder.encode(text),
);

function encode(fields: Readonly<Record<string, string>>, body: string): Uint8Array {
  const headers = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, { type: "string" as const, value }]),
  );
  return codec.encode({ headers, body: encoder.encode(body) });
}

const frame = (type: Readonly<Record<string, string>>, body: unknown): Uint8Array =>
  encode({ ...type, ":content-type": "application/json" }, JSON.stringify(body));

/** A frame that carries an event. */
export const eventFrame = (type: string, body: unknown): Uint8Array =>
  frame({ ":message-type": "event", ":event-type": type }, body);

/** A frame that carries a modelled exception; its type is written in lower camel case. */
export const exceptionFrame = (type: string, body: unknown): Uint8Array =>
  frame({ ":message-type": "exception", ":exception-type": type }, body);

/** A frame that carries an error which no model of the operation knows; it has no body. */
export const errorFrame = (code: string, message: string): Uint8Array =>
  encode({ ":message-type": "error", ":error-code": code, ":error-message": message }, "");

/** The same frame, whole but for its JSON, of which the second half is missing. */
export function brokenJson(whole: Uint8Array): Uint8Array {
  const { headers, body } = codec.decode(whole);
  return codec.encode({ headers, body: body.subarray(0, Math.floor(body.length / 2)) });
}

/** A frame of InvokeModelWithResponseStream: a model's own JSON in base64. */
export const chunkFrame = (body: unknown): Uint8Array =>
  eventFrame("chunk", { bytes: Buffer.from(JSON.stringify(body)).toString("base64") });

const known = new Map<string, Uint8Array>();

/** Frames that are the same in every answer are made once; `key` must come from a small fixed set. */
export function remembered(key: string, make: () => Uint8Array): Uint8Array {
  const former = known.get(key);
  if (former) return former;
  const made = make();
  known.set(key, made);
  return made;
}
