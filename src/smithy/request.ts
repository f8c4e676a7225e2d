import { field } from "../field.js";
import { record } from "./context.js";

const ATTEMPT_HEADER = "amz-sdk-request";

/**
 * Whether a request can be sent again. A stream as body can be read once: a second attempt would silently send nothing.
 */
export function isReplayable(request: unknown): boolean {
  const body = record(request).body;
  if (typeof body !== "object" || body === null) return true;
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer) return true;
  return typeof Blob === "function" && body instanceof Blob;
}

/** Tells the service which attempt this is, as the SDK does for its own. */
export function stampAttempt(request: unknown, attempt: number, max: number): void {
  const headers = record(record(request).headers);
  if (headers[ATTEMPT_HEADER] !== undefined) headers[ATTEMPT_HEADER] = `attempt=${attempt}; max=${max}`;
}

/** Puts the true figures where the SDK puts its own; what can't be written stays as it is. */
export function stampMetadata(bearer: unknown, attempts: number, delayMs: number): void {
  const metadata = record(field(bearer, "$metadata"));
  Reflect.set(metadata, "attempts", attempts);
  Reflect.set(metadata, "totalRetryDelay", Math.round(delayMs));
}

/** The response's headers, of an answer or of an error that carries its response; empty where there are none. */
export function responseHeaders(of: unknown): Record<string, string | undefined> {
  const response = field(of, "$response") ?? field(of, "response");
  // Header maps of the SDK hold strings under lower-case names.
  return record(record(response).headers) as Record<string, string | undefined>;
}
