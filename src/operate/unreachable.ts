import { field } from "../field.js";

/** What the system says where a name has no address, or nobody answers there. */
const CODES: ReadonlySet<unknown> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ETIMEDOUT",
]);

/** Of the SDK's handlers, where a connection is not made in time. */
const NO_CONNECTION = /without establishing a connection/i;

/** Whether a call did not even come to the service. */
export function isUnreachable(error: unknown): boolean {
  const codes = [field(error, "code"), field(field(error, "cause"), "code")];
  return codes.some((code) => CODES.has(code)) || NO_CONNECTION.test(String(field(error, "message")));
}
