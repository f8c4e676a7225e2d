import type { Facts } from "./facts.js";
import type { Operation } from "./types.js";
import type { WordingName } from "./wordings.js";

/** A request as it comes from a wire. */
export interface WireRequest {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  converse: "Converse",
  "converse-stream": "ConverseStream",
  invoke: "InvokeModel",
  "invoke-with-response-stream": "InvokeModelWithResponseStream",
  "count-tokens": "CountTokens",
};

const CHARACTERS_PER_TOKEN = 4;
const TEXT_KEYS = new Set(["text", "content", "prompt", "inputText", "system"]);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const member = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

function characters(value: unknown, key = ""): number {
  if (typeof value === "string") return TEXT_KEYS.has(key) ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + characters(each, key), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [name, each]) => sum + characters(each, name), 0);
}

/** The same rough estimate everywhere: a token per four characters of text, at least one. */
export const estimateTokens = (body: unknown): number =>
  Math.max(1, Math.ceil(characters(body) / CHARACTERS_PER_TOKEN));

/** Each family of models names its maximum differently. */
function maximum(body: unknown): number | undefined {
  const candidates = [
    member(member(body, "inferenceConfig"), "maxTokens"),
    member(member(body, "inferenceConfig"), "max_new_tokens"),
    member(member(body, "textGenerationConfig"), "maxTokenCount"),
    member(body, "max_tokens"),
    member(body, "max_tokens_to_sample"),
    member(body, "max_gen_len"),
  ];
  return candidates.find((value): value is number => typeof value === "number" && value > 0);
}

function parseJson(body: string | Uint8Array): unknown {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What CountTokens counts: the Converse members, or the body of InvokeModel in base64. */
function countedBody(body: unknown): unknown {
  const input = member(body, "input");
  const encoded = member(member(input, "invokeModel"), "body");
  if (typeof encoded !== "string") return member(input, "converse");
  return parseJson(Buffer.from(encoded, "base64"));
}

/** Operation and model of a path; of an asynchronous invocation the model stands in the body. */
function route(
  method: string,
  path: string,
  body: unknown,
): { operation: Operation; model: string } | undefined {
  if (method !== "POST") return undefined;
  if (path === "/async-invoke") {
    const model = member(body, "modelId");
    return { operation: "StartAsyncInvoke", model: typeof model === "string" ? model : "unknown" };
  }
  const [, encoded = "", verb = ""] = /^\/model\/(.+)\/([a-z-]+)$/.exec(path) ?? [];
  const operation = Object.hasOwn(OPERATIONS, verb) ? OPERATIONS[verb] : undefined;
  const model = decodePath(encoded);
  return operation && model ? { operation, model } : undefined;
}

function headerReader(headers: WireRequest["headers"]): (name: string) => string {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => String(lower.get(name) ?? "");
}

/** Without a user's name and password, which may stand before it. */
const hostNamed = (authority: string): string | undefined =>
  authority.slice(authority.lastIndexOf("@") + 1) || undefined;

/** Reads a request; what can't be read is the name of its refusal. */
export function readRequest(wire: WireRequest): Facts | WordingName {
  const body = parseJson(wire.body);
  const found = route(wire.method, wire.path, body);
  if (!found) return "unknownOperation";
  if (!body) return "malformedInput";
  const header = headerReader(wire.headers);
  const attempt = /attempt=(\d+)/.exec(header("amz-sdk-request"))?.[1];
  const clientToken = found.operation === "StartAsyncInvoke" ? member(body, "clientRequestToken") : undefined;
  return {
    ...found,
    inputTokens: estimateTokens(found.operation === "CountTokens" ? countedBody(body) : body),
    maxTokens: maximum(body),
    anthropic: /anthropic/.test(found.model) || member(body, "anthropic_version") !== undefined,
    host: hostNamed(header(":authority") || header("host")),
    scopeRegion: /Credential=[^/]+\/\d+\/([^/]+)\//.exec(header("authorization"))?.[1],
    attempt: attempt === undefined ? undefined : Number(attempt),
    invocationId: header("amz-sdk-invocation-id") || undefined,
    clientToken: typeof clientToken === "string" ? clientToken : undefined,
  };
}
