import type { Usage } from "../flow/lane-tokens.js";
import { record } from "./context.js";

/** What comes from outside may be anything; no request and no answer has a billion tokens. */
export const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e9;

/** Under which names usage is told: by Converse, by the service's metrics and headers, by the models' own bodies. */
const INPUT = [
  "inputTokens",
  "inputTokenCount",
  "input_tokens",
  "prompt_tokens",
  "prompt_token_count",
  "inputTextTokenCount",
];
const OUTPUT = [
  "outputTokens",
  "outputTokenCount",
  "output_tokens",
  "completion_tokens",
  "generation_token_count",
];
const CACHE_READ = ["cacheReadInputTokens", "cacheReadInputTokenCount", "cache_read_input_tokens"];
const CACHE_WRITE = ["cacheWriteInputTokens", "cacheWriteInputTokenCount", "cache_creation_input_tokens"];

/** Usage as it was told; undefined where that is not even the input. */
export function readUsage(told: unknown): Usage | undefined {
  const fields = record(told);
  const inputTokens = firstCount(fields, INPUT);
  if (inputTokens === undefined) return undefined;
  return {
    inputTokens,
    cacheReadTokens: firstCount(fields, CACHE_READ) ?? 0,
    cacheWriteTokens: firstCount(fields, CACHE_WRITE) ?? 0,
    outputTokens: firstCount(fields, OUTPUT),
  };
}

/** Asked of every answer: makes nothing on its way. */
function firstCount(fields: Record<string, unknown>, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields[name];
    if (isCount(value)) return value;
  }
  return undefined;
}

/** What an answer that is no stream says of its usage: Converse in a field, InvokeModel in headers. */
export function usageOfAnswer(
  output: unknown,
  headers: Readonly<Record<string, string | undefined>>,
): unknown {
  return record(output).usage ?? usageOfHeaders(headers);
}

function usageOfHeaders(headers: Readonly<Record<string, string | undefined>>): unknown {
  const count = (name: string): number | undefined => {
    const value = headers[`x-amzn-bedrock-${name}-token-count`];
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const inputTokens = count("input");
  if (inputTokens === undefined) return undefined;
  return {
    inputTokens,
    outputTokens: count("output"),
    cacheReadInputTokens: count("cache-read-input"),
    cacheWriteInputTokens: count("cache-write-input"),
  };
}

/** What a model wrote of its usage into the body of InvokeModel, for those that have no headers. */
export function usageOfBody(output: unknown): unknown {
  const { body } = record(output);
  if (!(body instanceof Uint8Array)) return undefined;
  const fields = parsed(new TextDecoder().decode(body));
  return fields.usage ?? fields;
}

/** InvokeModelWithResponseStream ends with a chunk whose JSON holds the counts of the whole answer, for most models. */
export function usageOfChunk(text: string): unknown {
  return text.includes(METRICS) ? parsed(text)[METRICS] : undefined;
}

const METRICS = "amazon-bedrock-invocationMetrics";

function parsed(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}
