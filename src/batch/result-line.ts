import { field } from "../field.js";
import { asJson } from "./blobs.js";
import { isDeep } from "./deep.js";
import type { BatchRecord } from "./entry.js";

/** A line of output for a record that was answered, in the format of a batch job. */
export const answerLine = ({ recordId, request }: BatchRecord, modelOutput: unknown): string =>
  `${JSON.stringify({ recordId, modelInput: request.input, modelOutput }, asJson)}\n`;

/** A line of output for one that failed for good. */
export const errorLine = ({ recordId, request }: BatchRecord, error: unknown): string =>
  `${JSON.stringify({ recordId, modelInput: request.input, error: told(error) }, asJson)}\n`;

/** A batch job's own codes are those of HTTP. */
const NO_STATUS = 500;

function told(error: unknown): { errorCode: number; errorMessage: string } {
  const status = field(field(error, "$metadata"), "httpStatusCode");
  const name = field(error, "code") ?? field(error, "name");
  const message = String(field(error, "message") ?? "");
  const known = typeof name === "string" && name !== "" ? `${name}: ` : "";
  return { errorCode: typeof status === "number" ? status : NO_STATUS, errorMessage: `${known}${message}` };
}

/** What an answer is, as it is written: a Converse answer without the SDK's own members, or the body of InvokeModel. */
export function outputOf(api: BatchRecord["request"]["api"], answer: unknown): unknown {
  if (api === "InvokeModel") return bodyOf(field(answer, "body"));
  const { $metadata: _, ...output } = answer as Readonly<Record<string, unknown>>; // the SDK's answers are objects
  return output;
}

/** Models answer in JSON; what is none, or could not be written again, is kept as a text. */
function bodyOf(body: unknown): unknown {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : String(body);
  try {
    const value: unknown = JSON.parse(text);
    return isDeep(value) ? text : value;
  } catch {
    return text;
  }
}

export interface ReadResult {
  readonly recordId: string;
  /** Of {@link askedBy}. */
  readonly asked: string | undefined;
  readonly state: "answered" | "failed";
}

/** An id and what was asked under it: tells records of one id apart. Undefined where that is not known. */
export function askedBy(recordId: string, input: unknown): string | undefined {
  try {
    return input === undefined ? undefined : JSON.stringify([recordId, input], asJson);
  } catch {
    return undefined;
  }
}

/** What a line of output says of its record; undefined for what is no line of output. */
export function readResult(bytes: Buffer): ReadResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  const recordId = field(value, "recordId");
  if (typeof recordId !== "string") return undefined;
  const asked = askedBy(recordId, field(value, "modelInput"));
  if (field(value, "error") !== undefined) return { recordId, asked, state: "failed" };
  return field(value, "modelOutput") === undefined ? undefined : { recordId, asked, state: "answered" };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

const BEGINNING = '{"recordId":';

/** Whether this may be the beginning of a line that was being written when its writer was killed. */
export function isTorn(bytes: Buffer): boolean {
  // No part of an object is a whole one: that is somebody else's.
  if (isJson(bytes)) return false;
  const head = bytes.subarray(0, BEGINNING.length).toString("latin1");
  // A file system that lost its power may have kept the length and not the bytes.
  return BEGINNING.startsWith(head) || head.startsWith(BEGINNING) || bytes.every((byte) => byte === 0);
}
