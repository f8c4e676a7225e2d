import { field } from "../field.js";
import {
  CAPACITY_NAMES,
  CAPACITY_TEXTS,
  CLOCK_SKEW_NAMES,
  CONNECTION_CODES,
  CONNECTION_TIMEOUT_TEXT,
  DENIAL_NAMES,
  REQUEST_TIMEOUT_TEXTS,
  THROTTLING_NAMES,
  TIMEOUT_CODES,
  TRANSPORT_CODES,
  UNUSABLE_TEXTS,
} from "./names.js";
import type { OutcomeClass } from "./outcome.js";

/** What we read of an error, whatever made it. Nothing here is required: errors inside a stream carry no metadata. */
interface Traits {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly code: string;
  readonly originalStatus: number | undefined;
  readonly skewCorrected: boolean;
}

const CAUSES_DEEP = 10;

/**
 * Says what a failed attempt came to. Order: abort, the user's own codes, names and wordings of capacity, throttles by
 * wording, then the status. Names come before the status since one status (429, 400) stands for several meanings.
 *
 * @param aborted whether the caller's own signal had fired
 * @param extraCodes names or wordings that count as capacity too (`breaker.codes`)
 */
export function classify(error: unknown, aborted = false, extraCodes: readonly string[] = []): OutcomeClass {
  const traits = read(error);
  if (aborted || traits.name === "aborterror") return "client_abort";
  return (
    byCapacity(traits, extraCodes) ??
    byThrottle(traits) ??
    byModel(traits) ??
    bySignature(traits) ??
    byStatus(traits) ??
    byTransport(error, traits)
  );
}

function byCapacity(
  { name, message, status }: Traits,
  extraCodes: readonly string[],
): OutcomeClass | undefined {
  const text = message.toLowerCase();
  const named = extraCodes.some((code) => name === code.toLowerCase() || text.includes(code.toLowerCase()));
  if (named || CAPACITY_TEXTS.some((wording) => wording.test(message))) return "capacity";
  if (THROTTLING_NAMES.has(name)) return undefined;
  return CAPACITY_NAMES.has(name) || status === 503 || status === 529 ? "capacity" : undefined;
}

function byThrottle({ name, message, status }: Traits): OutcomeClass | undefined {
  if (name === "modelnotreadyexception") return "model_loading";
  if (!THROTTLING_NAMES.has(name) && status !== 429) return undefined;
  if (/per day/i.test(message)) return "quota.tokens_per_day";
  if (/too many tokens/i.test(message)) return "quota.tokens";
  if (/too many requests|request rate/i.test(message)) return "quota.requests";
  return "throttle.unknown";
}

function byModel({ name, status, originalStatus }: Traits): OutcomeClass | undefined {
  if (name === "modeltimeoutexception" || status === 408) return "timeout";
  if (name !== "modelerrorexception" && name !== "modelstreamerrorexception") return undefined;
  if (originalStatus === 429) return "throttle.unknown";
  if (originalStatus === 503 || originalStatus === 529) return "capacity";
  return originalStatus !== undefined && originalStatus >= 500 ? "server" : "config";
}

function bySignature({ name, skewCorrected }: Traits): OutcomeClass | undefined {
  return skewCorrected || CLOCK_SKEW_NAMES.has(name) ? "clock_skew" : undefined;
}

function byStatus({ name, message, status }: Traits): OutcomeClass | undefined {
  if (name === "internalserverexception" || (status !== undefined && status >= 500)) return "server";
  if (UNUSABLE_TEXTS.some((wording) => wording.test(message))) return "unusable";
  if (DENIAL_NAMES.has(name) || status === 403 || status === 404) return "denied";
  return name === "validationexception" || (status !== undefined && status >= 400) ? "config" : undefined;
}

function byTransport(error: unknown, { name, message, code: own }: Traits): OutcomeClass {
  const timedOut = REQUEST_TIMEOUT_TEXTS.some((wording) => wording.test(message));
  if (timedOut || TIMEOUT_CODES.has(own)) return "timeout";
  if (CONNECTION_TIMEOUT_TEXT.test(message)) return "connection";
  const codes = causes(error).map((cause) => read(cause).code);
  if (codes.some((code) => CONNECTION_CODES.has(code))) return "connection";
  if (codes.some((code) => TRANSPORT_CODES.has(code))) return "server";
  return name === "timeouterror" || /truncated event message/i.test(message) ? "server" : "unknown";
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (
    let at = error;
    at !== undefined && at !== null && chain.length < CAUSES_DEEP;
    at = field(at, "cause")
  ) {
    chain.push(at);
  }
  return chain;
}

function read(error: unknown): Traits {
  return {
    name: text(field(error, "name")).toLowerCase(),
    message: text(field(error, "message")),
    status: statusOf(error),
    code: text(field(error, "code")),
    originalStatus: number(field(error, "originalStatusCode")),
    skewCorrected: field(field(error, "$metadata"), "clockSkewCorrected") === true,
  };
}

/** An error that came as the first event of a stream carries the stream's own 200: that is not its status. */
function statusOf(error: unknown): number | undefined {
  const status =
    number(field(field(error, "$metadata"), "httpStatusCode")) ??
    number(field(field(error, "$response"), "statusCode"));
  return status === 200 ? undefined : status;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
