import { SpillwayError } from "../errors.js";
import { field } from "../field.js";
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
  if (!(error instanceof Error) || error instanceof SpillwayError || error.name === "AbortError")
    return error;
  if (field(error, "$metadata") === undefined) Reflect.set(error, "$metadata", {});
  stampMetadata(error, attempts, delayMs);
  return error;
}
