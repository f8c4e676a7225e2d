import { errorFrame, exceptionFrame } from "./frames.js";
import type { Head, Scene } from "./scene.js";
import { type Wording, type WordingName, wordings } from "./wordings.js";

const CORAL = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
const encoder = new TextEncoder();

export const JSON_TYPE = "application/json";

/** An answer that comes as a whole. */
export const whole = (atMs: number, head: Head, body: string): Scene => ({
  atMs,
  head,
  chunks: [encoder.encode(body)],
  over: "end",
});

/** The body in text, with the model's name in it. */
function errorText({ message, fields }: Wording, model: string): string {
  const text = JSON.stringify({ ...fields, message });
  return text.replaceAll("{model}", JSON.stringify(model).slice(1, -1));
}

/** The page that a load balancer or a proxy gives. */
const page = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

interface Refusal {
  readonly atMs: number;
  readonly wording: WordingName;
  readonly retryAfter: string | undefined;
}

/** A refusal in Bedrock's words, or in those of something before it. */
export function refusal(
  { atMs, wording: name, retryAfter }: Refusal,
  requestId: string,
  model: string,
): Scene[] {
  const wording: Wording = wordings[name];
  const { status, code, message, html } = wording;
  const later = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  if (html)
    return [whole(atMs, { status, headers: { "content-type": "text/html", ...later } }, page(message))];
  const headers = {
    "content-type": JSON_TYPE,
    "x-amzn-requestid": requestId,
    ...(code && { "x-amzn-errortype": code + CORAL }),
    ...later,
  };
  return [whole(atMs, { status, headers }, errorText(wording, model))];
}

/** The exception frame of a stream that breaks by one. */
export function exceptionOf(name: WordingName, model: string): Uint8Array {
  const wording = wordings[name];
  // A frame always has a type; without a code of its own it gets one that no client knows.
  const code = wording.code || "unknownException";
  const type = code.charAt(0).toLowerCase() + code.slice(1);
  return exceptionFrame(type, JSON.parse(errorText(wording, model)));
}

/** The same as a frame of the type `error`, which has headers only. */
export function errorOf(name: WordingName, model: string): Uint8Array {
  const { code, message } = wordings[name];
  return errorFrame(code || "UnknownError", message.replaceAll("{model}", model));
}
