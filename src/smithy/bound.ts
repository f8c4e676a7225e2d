import { field } from "../field.js";

/** The operations that may go elsewhere. */
const MOVABLE: ReadonlySet<string> = new Set([
  "Converse",
  "ConverseStream",
  "InvokeModel",
  "InvokeModelWithResponseStream",
]);

/** Whether calls of this operation may go elsewhere at all. */
export const isMovable = (operation: string): boolean => MOVABLE.has(operation);

/**
 * A model or a system's profile by its plain id: `anthropic.claude-3-haiku-20240307-v1:0`, `us.amazon.nova-lite-v1:0`.
 * Not an ARN, which names region and account, nor the id of what belongs to an account: application profiles and
 * provisioned models have no provider before a dot, customised models have a slash.
 */
const PLAIN_ID = /^[\w-]+\.[^/]+$/;

/** Fields that name what exists in one region only: guardrails, and variables of a managed prompt. */
const REGIONAL_FIELDS = ["guardrailConfig", "guardrailIdentifier", "promptVariables"] as const;

/** Fields of Converse that may hold pictures, documents and films, or whatever a model takes. */
const CONTENT_FIELDS = ["messages", "system", "additionalModelRequestFields"] as const;

/** What a model wrote or a tool said, in whatever words: not a place of ours. */
const FOREIGN: ReadonlySet<string> = new Set(["toolUse", "json"]);

/**
 * Whether a call must stay with the region and the model that it names. In doubt it must.
 *
 * Goes through the content only where nothing else has decided; to be asked once per call, and where it matters.
 */
export function isBound(operation: string, modelId: string, input: unknown): boolean {
  if (!MOVABLE.has(operation) || !PLAIN_ID.test(modelId)) return true;
  if (REGIONAL_FIELDS.some((name) => isGiven(field(input, name)))) return true;
  try {
    return operation.startsWith("Invoke")
      ? bodyNamesS3(field(input, "body"))
      : namesS3(CONTENT_FIELDS.map((name) => field(input, name)));
  } catch {
    // Getters and proxies of the caller's may throw anything.
    return true;
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function bodyNamesS3(body: unknown): boolean {
  if (!isGiven(body)) return false;
  const text = textOf(body);
  // A stream or a Blob can't be looked into.
  if (text === undefined) return true;
  // The name may be escaped: S3 is.
  if (!/s3|\\u/i.test(text)) return false;
  return namesS3(JSON.parse(text));
}

function textOf(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  const bytes = ArrayBuffer.isView(body) || body instanceof ArrayBuffer;
  return bytes ? new TextDecoder().decode(body) : undefined;
}

/** Whether a place in S3 stands anywhere in a value. Buckets are of one region, and so is the right to read them. */
function namesS3(value: unknown): boolean {
  const seen = new Set<unknown>();
  // Its own stack: content may be nested deeper than calls can.
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || ArrayBuffer.isView(next) || seen.has(next)) continue;
    seen.add(next);
    for (const [name, part] of Object.entries(next)) {
      if (isPlace(name, part)) return true;
      if (!FOREIGN.has(name)) waiting.push(part);
    }
  }
  return false;
}

/** By its shape, too: a schema of a tool may describe a field of that name. */
const isPlace = (name: string, part: unknown): boolean =>
  name === "s3Location"
    ? typeof field(part, "uri") === "string"
    : name === "s3Uri" && typeof part === "string";
