import { modelData } from "../flow/model-data.js";
import { record } from "./context.js";

/** English text has about four characters a token; real usage corrects what we reserve by it. */
const CHARACTERS_PER_TOKEN = 4;

/** Tokens that the service will reserve for a request: its input, estimated, and the most it may answer. */
export function estimateTokens(input: unknown, modelId: string): number {
  const fields = record(input);
  const body = parsedBody(fields.body);
  const text =
    fields.body === undefined
      ? characters([fields.messages, fields.system, fields.toolConfig])
      : characters(body ?? fields.body);
  const most = maxTokens(fields) ?? maxTokens(record(body)) ?? modelData(modelId).maxOutputTokens;
  return Math.ceil(text / CHARACTERS_PER_TOKEN) + most;
}

/** Tokens that the service settles a served request at; `undefined` where it did not say what was used. */
export function settledTokens(usage: unknown, modelId: string): number | undefined {
  const { inputTokens, outputTokens, cacheWriteInputTokens } = record(usage);
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined;
  const cached = isCount(cacheWriteInputTokens) ? cacheWriteInputTokens : 0;
  return inputTokens + cached + outputTokens * modelData(modelId).outputWeight;
}

/** What comes from outside may be anything; no answer has a billion tokens. */
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e9;

/** InvokeModel says its usage in headers, where the model does at all. */
export function usageFromHeaders(headers: Readonly<Record<string, string | undefined>>): unknown {
  const count = (name: string): number | undefined => {
    const value = headers[`x-amzn-bedrock-${name}-token-count`];
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  return {
    inputTokens: count("input"),
    outputTokens: count("output"),
    cacheWriteInputTokens: count("cache-write-input"),
  };
}

/** The request bodies of the model families name the same thing differently. */
function maxTokens(fields: Record<string, unknown>): number | undefined {
  const found = [
    record(fields.inferenceConfig).maxTokens,
    record(fields.textGenerationConfig).maxTokenCount,
    fields.max_tokens,
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
const BINARY_FIELDS: ReadonlySet<string> = new Set(["bytes", "data"]);

/** The characters of all texts in a value. Bytes and base64 count nothing: a picture's tokens are not its bytes. */
function characters(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return 0;
  let sum = 0;
  for (const [name, part] of Object.entries(value)) {
    if (!BINARY_FIELDS.has(name) || typeof part === "object") sum += characters(part);
  }
  return sum;
}
