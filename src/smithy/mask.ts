import { SpillwayError } from "../errors.js";
import { field, isError } from "../field.js";
import { stampMetadata } from "./request.js";

/**
 * Hides a failure from the SDK's own retry loop, so that it does not multiply ours: an error that has no name, cause,
 * status or flag to retry by. The call's record keeps the true one.
 */
export function mask(): Error {
  const masked = new Error("masked by spillway; the call's own error stands behind it");
  masked.name = "SpillwayMask";
  return masked;
}

/** Gives a failure the `$metadata` that the SDK would have given it; errors of ours and aborts have none. */
export function withMetadata(error: unknown, attempts: number, delayMs: number): unknown {
  if (!isError(error) || error instanceof SpillwayError || field(error, "name") === "AbortError")
    return error;
  try {
    if (field(error, "$metadata") === undefined) Reflect.set(error, "$metadata", {});
    stampMetadata(error, attempts, delayMs);
  } catch {
    // One that does not let itself be written to is handed on as it is.
  }
  return error;
}
