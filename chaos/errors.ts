import { SpillwayError } from "spillway";
import { wordings } from "spillway/simulator";
import { UnreadableBody } from "./answers.js";

/** What a hook, a listener or a tracer of the run throws. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}

/** What became of a call: a word for the table, and whether that may be. */
export interface Fate {
  readonly kind: string;
  readonly allowed: boolean;
}

/** As `src/errors.ts` documents them. */
export const CODES: ReadonlySet<string> = new Set([
  "QUEUE_FULL",
  "QUEUE_TIMEOUT",
  "CIRCUIT_OPEN",
  "QUOTA_EXHAUSTED",
  "INVALID_SETTING",
  "OUTSIDE_RESIDENCY",
  "DEADLINE",
  "STREAM_TRUNCATED",
  "STREAM_STALLED",
  "STREAM_FORGOTTEN",
  "CLOSED",
]);

/** Exceptions inside a stream that the SDK's model does not have come as errors with nothing but a name. */
const EVENT_NAMES: ReadonlySet<string> = new Set(
  Object.values(wordings).flatMap(({ code }) => [code, `${code.charAt(0).toLowerCase()}${code.slice(1)}`]),
);

/** How Node says that a connection is not there or broke. */
const SOCKET =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+|TimeoutError)$/;

/** How the SDK's HTTP/2 handler says it, in errors without a code. */
const SOCKET_TEXT =
  /http2 request did not get a response|HTTP\/2 stream is abnormally aborted|^aborted$|Frame type id \d+ in stream id/;

/** How the SDK's codecs say that bytes are no message. */
const CODEC_TEXT =
  /truncated event message|prelude|checksum|message length|event stream|unrecognized header/i;

/** The code where there is one, else the name: never the message. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && error.name !== "AbortError") return code;
  return SOCKET_TEXT.test(error.message) ? "http2" : error.name;
}

const member = (error: Error, key: string): unknown => Reflect.get(error, key);

/**
 * Says what an error is that a caller got.
 *
 * @param aborted whether that caller's own signal had fired
 */
export function fateOf(error: unknown, aborted: boolean): Fate {
  if (!(error instanceof Error)) return { kind: `no error but ${typeof error}`, allowed: false };
  const name = nameOf(error);
  if (error instanceof SpillwayError)
    return { kind: `refused ${error.code}`, allowed: CODES.has(error.code) };
  if (error.name === "AbortError")
    return { kind: aborted ? "aborted" : "aborted by nobody", allowed: aborted };
  if (error instanceof ChaosError) return { kind: "the hook's own", allowed: true };
  if (error instanceof UnreadableBody) return { kind: "not readable to the caller", allowed: true };
  if (member(error, "$fault") !== undefined || EVENT_NAMES.has(error.name))
    return { kind: `AWS ${error.name}`, allowed: true };
  if (SOCKET.test(name) || name === "http2") return { kind: `socket ${name}`, allowed: true };
  // A session of HTTP/2 that breaks fails all its requests with one error, to which the SDK's deserialiser writes once each.
  if (error instanceof TypeError && error.message === "Cannot redefine property: $response")
    return { kind: "socket, told twice", allowed: true };
  // The SDK's parser, at a body that is none: it shows the body on the error.
  const parser = error instanceof SyntaxError && error.stack?.includes("@smithy") === true;
  if (
    parser ||
    member(error, "$response") !== undefined ||
    error.message.includes("Deserialization error") ||
    CODEC_TEXT.test(error.message)
  )
    return { kind: `not readable ${error.name}`, allowed: true };
  return { kind: `other ${name}`, allowed: false };
}

/** Where an error that must not be came from. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message).split("\n").slice(0, 12).join("\n");
}
