import type { Demand } from "../flow/lane-tokens.js";
import { record } from "./context.js";
import { isCount } from "./usage.js";

/** They name a model or work for one, and take no tokens of a quota per minute or day. */
const FREE: ReadonlySet<string> = new Set([
  "ApplyGuardrail",
  "CountTokens",
  "GetAsyncInvoke",
  "InvokeGuardrailChecks",
  "ListAsyncInvokes",
  "StartAsyncInvoke",
]);

const NOTHING: Demand = { bytes: 0, maxTokens: 0 };

/** Reads what a request asks of token quotas. Goes through all its text: to be asked once per call, and where it matters. */
export function readDemand(input: unknown, operation: string): Demand {
  if (FREE.has(operation)) return NOTHING;
  const fields = record(input);
  const { messages, system, toolConfig, promptVariables, body } = fields;
  if (body === undefined) {
    const texts = [messages, system, toolConfig, promptVariables];
    return { bytes: bytesOfTexts(texts), maxTokens: maxTokens(fields) };
  }
  const parsed = parsedBody(body);
  return { bytes: bytesOfTexts(parsed ?? body), maxTokens: maxTokens(record(parsed)) };
}

/** The request bodies of the model families name the same thing differently. */
function maxTokens(fields: Record<string, unknown>): number | undefined {
  const inference = record(fields.inferenceConfig);
  const found = [
    inference.maxTokens,
    inference.max_new_tokens,
    record(fields.textGenerationConfig).maxTokenCount,
    fields.max_tokens,
    fields.max_completion_tokens,
    fields.max_tokens_to_sample,
    fields.max_gen_len,
    fields.maxTokens,
  ];
  return found.find(isCount);
}

function parsedBody(body: unknown): unknown {
  const text =
    typeof body === "string" ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where requests carry pictures and documents: as bytes, or as base64 in JSON. */
const BINARY_FIELDS: ReadonlySet<string> = new Set(["bytes", "data", "inputImage"]);

/** No request has more parts; one that leads round in a circle has no end of them. */
const MOST_PARTS = 1_000_000;

/**
 * The bytes of all texts in a value, as UTF-8. Pictures and documents count nothing: their tokens have nothing to do
 * with their bytes, and what they are is known only when the answer says it.
 *
 * With a list of what is left instead of calls of itself: how deep a request is nested is its sender's affair.
 */
function bytesOfTexts(value: unknown): number {
  const left = [value];
  let sum = 0;
  for (let parts = 0; left.length > 0 && parts < MOST_PARTS; parts++) {
    const part = left.pop();
    if (typeof part === "string") sum += part.startsWith("data:") ? 0 : utf8Length(part);
    else if (typeof part === "object" && part !== null && !ArrayBuffer.isView(part)) addParts(part, left);
  }
  return sum;
}

function addParts(whole: object, left: unknown[]): void {
  for (const [name, part] of Object.entries(whole)) {
    if (!BINARY_FIELDS.has(name) || typeof part === "object" || isText(whole)) left.push(part);
  }
}

/** Node's own way is several times faster, and makes no copy. */
const utf8Length = (text: string): number =>
  typeof Buffer === "undefined" ? new TextEncoder().encode(text).length : Buffer.byteLength(text);

/** Claude's documents hold plain text in the field in which others hold base64. */
const isText = (source: object): boolean => record(source).type === "text";
