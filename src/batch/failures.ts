import { SpillwayError } from "../errors.js";
import { classify } from "../outcome/classify.js";
import { isUnknownCaller } from "../outcome/credentials.js";
import { LESSONS } from "../outcome/outcome.js";

/**
 * What a call that failed means for a batch.
 *
 * - `later`: the service had no room for it, or could not be reached; nothing is wrong with the record.
 * - `again`: the service stumbled, and nobody knows whether over the record.
 * - `record`: it would fail again.
 * - `setup`: every record would fail: credentials, permissions, the model's id.
 * - `stopped`: we were told to stop before it was sent.
 */
export type Failure = "later" | "again" | "record" | "setup" | "stopped";

/** What spillway refuses and would not refuse later. */
const OWN: Readonly<Record<string, Failure>> = {
  CLOSED: "stopped",
  INVALID_SETTING: "setup",
  OUTSIDE_RESIDENCY: "record",
};

/**
 * @param answered whether any record of its model has been answered in this run: then a denial is not for all
 */
export function judge(error: unknown, answered: boolean): Failure {
  if (error instanceof SpillwayError) return ofOurs(error);
  if (isUnknownCaller(error)) return "setup";
  const outcome = classify(error);
  if (outcome === "client_abort") return "stopped";
  if ((outcome === "denied" || outcome === "unusable") && !answered) return "setup";
  if (outcome === "unusable") return "record";
  if (outcome === "server") return "again";
  const { retry } = LESSONS[outcome];
  return retry === "backoff" || retry === "elsewhere" ? "later" : "record";
}

/** A quota that a single request is larger than has no moment at which it would do. */
function ofOurs({ code, retryAfterMs }: SpillwayError): Failure {
  if (code === "QUOTA_EXHAUSTED") return retryAfterMs === undefined ? "record" : "later";
  return OWN[code] ?? "later";
}
