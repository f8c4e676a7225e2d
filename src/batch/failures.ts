import { SpillwayError } from "../errors.js";
import { field } from "../field.js";
import { classify } from "../outcome/classify.js";
import { isUnknownCaller } from "../outcome/credentials.js";
import { LESSONS } from "../outcome/outcome.js";

/**
 * What a call that failed means for a batch.
 *
 * - `later`: the service had no room for it, or could not be reached; nothing is wrong with the record.
 * - `again`: the service stumbled, and nobody knows whether over the record.
 * - `record`: it would fail again.
 * - `setup`: every record would fail: credentials, permissions, the model's id, a clock, a certificate, a proxy.
 * - `stopped`: we were told to stop before it was sent.
 */
export type Failure = "later" | "again" | "record" | "setup" | "stopped";

/** No connection can be made safe: a certificate of a proxy, a protocol that is another. It is the same for each record. */
const TLS =
  /^(EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_(VERIFY|GET_ISSUER)\w+)$/;

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
  if (causesOf(error).some((cause) => TLS.test(String(field(cause, "code")))))
    return answered ? "later" : "setup";
  const outcome = classify(error);
  if (outcome === "client_abort") return "stopped";
  if ((outcome === "denied" || outcome === "unusable") && !answered) return "setup";
  if (outcome === "unusable") return "record";
  if (outcome === "clock_skew") return "setup";
  if (outcome === "server") return "again";
  const isPage = field(error, "name") === "SyntaxError";
  if (isPage || (outcome === "unknown" && statusOf(error) === undefined)) return ofUnknown(error, answered);
  const { retry } = LESSONS[outcome];
  return retry === "backoff" || retry === "elsewhere" ? "later" : "record";
}

/**
 * Nothing says that the service has seen it. Before the first answer it may be so for all, as where something between us
 * and the service answers with a page; but a request that the client can't make is its record's own fault.
 */
function ofUnknown(error: unknown, answered: boolean): Failure {
  const name = String(field(error, "name"));
  if (name === "SyntaxError") return answered ? "again" : "setup";
  if (answered || name === "TypeError" || name === "RangeError") return "record";
  return "setup";
}

const CAUSES_DEEP = 10;

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at != null && causes.length < CAUSES_DEEP; at = field(at, "cause")) causes.push(at);
  return causes;
}

const statusOf = (error: unknown): unknown => field(field(error, "$metadata"), "httpStatusCode");

/** A quota that a single request is larger than has no moment at which it would do. */
function ofOurs({ code, retryAfterMs }: SpillwayError): Failure {
  if (code === "QUOTA_EXHAUSTED") return retryAfterMs === undefined ? "record" : "later";
  return OWN[code] ?? "later";
}
