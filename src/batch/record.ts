import { DEEPEST, isDeep } from "./deep.js";
import { type BatchRecord, type InvalidLine, idOfLine } from "./entry.js";

/** The service takes requests of 25 MB: no record that can be sent is larger. */
export const LONGEST_RECORD = 32 * 2 ** 20;
export const DEFAULT_PROMPT_FIELD = "prompt";

/** How lines are read. */
export interface RecordOptions {
  /** The member (of a CSV file: the column) that holds the prompt, in records that are neither of Bedrock's shapes. Default `prompt`. */
  readonly promptField?: string | undefined;
  /** Most tokens of an answer, for prompts and Converse-shaped records that say none themselves. Default: none is sent. */
  readonly maxTokens?: number | undefined;
  /** Instructions to the model before each plain prompt. Default: none. */
  readonly system?: string | undefined;
  /** What `modelInput` is the body of, as the type of a batch job says. Default `InvokeModel`. */
  readonly api?: "InvokeModel" | "Converse" | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Members of a record that are about it, not part of what is sent. */
const ABOUT = new Set(["recordId", "id", "modelId"]);

/**
 * Reads one record, in the first of these shapes that fits: Bedrock's own of a batch job (`modelInput`), a Converse request
 * (`messages`), or a text with an id (`prompt`, and `maxTokens` where it has its own).
 */
export function readRecord(
  value: unknown,
  line: number,
  options: RecordOptions = {},
): BatchRecord | InvalidLine {
  if (Array.isArray(value))
    return { reason: "is a JSON array: write one object a line, for example by jq -c '.[]'" };
  if (!isObject(value)) return { reason: "is no JSON object" };
  if (isDeep(value)) return { reason: `is nested deeper than ${DEEPEST} levels` };
  const id = value.recordId ?? value.id ?? idOfLine(line);
  if (typeof id === "number" && !Number.isSafeInteger(id)) {
    return {
      reason: "its recordId is a number that is not whole, or above 2^53 and not exact: write it as a text",
    };
  }
  const recordId = typeof id === "number" ? String(id) : id;
  if (typeof recordId !== "string" || recordId === "") return { reason: "its recordId is no text" };
  const { modelId } = value;
  if (modelId !== undefined && (typeof modelId !== "string" || modelId === "")) {
    return { reason: "its modelId is no text" };
  }
  const read = inputOf(value, options);
  return "reason" in read ? read : { recordId, request: { ...read, modelId } };
}

type Input = Pick<BatchRecord["request"], "api" | "input">;

function inputOf(value: Json, options: RecordOptions): Input | InvalidLine {
  const { modelInput, messages } = value;
  if (modelInput !== undefined) {
    const { api = "InvokeModel" } = options;
    return isObject(modelInput) ? { api, input: modelInput } : { reason: "its modelInput is no JSON object" };
  }
  if (messages !== undefined) {
    if (!Array.isArray(messages)) return { reason: "its messages are no list" };
    const body = Object.fromEntries(Object.entries(value).filter(([name]) => !ABOUT.has(name)));
    return converse(body, options.maxTokens);
  }
  return prompted(value, options);
}

function converse(body: Json, maxTokens: number | undefined): Input {
  const inference = isObject(body.inferenceConfig) ? body.inferenceConfig : {};
  if (maxTokens === undefined || inference.maxTokens !== undefined) return { api: "Converse", input: body };
  return { api: "Converse", input: { ...body, inferenceConfig: { ...inference, maxTokens } } };
}

function prompted(
  value: Json,
  { promptField = DEFAULT_PROMPT_FIELD, maxTokens, system }: RecordOptions,
): Input | InvalidLine {
  const text = value[promptField];
  if (text === undefined)
    return { reason: `has neither modelInput nor messages nor ${JSON.stringify(promptField)}` };
  if (typeof text !== "string") return { reason: `its ${JSON.stringify(promptField)} is no text` };
  if (text.trim() === "") return { reason: `its ${JSON.stringify(promptField)} is empty` };
  const own = countOf(value.maxTokens);
  if (own === "bad") return { reason: "its maxTokens is no whole number from 1" };
  const body = {
    messages: [{ role: "user", content: [{ text }] }],
    ...(system !== undefined && { system: [{ text: system }] }),
  };
  return converse(own === undefined ? body : { ...body, inferenceConfig: { maxTokens: own } }, maxTokens);
}

/** CSV holds texts; an empty cell says nothing. */
function countOf(value: unknown): number | "bad" | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 1 ? count : "bad";
}
