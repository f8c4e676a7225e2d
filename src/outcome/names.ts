/**
 * The names and wordings that services use, as data. Names are compared in lower case: an exception inside a stream
 * comes as `throttlingException`, outside as `ThrottlingException`.
 *
 * Sources: the exception shapes and messages of Amazon Bedrock's user guide ("Troubleshooting API error codes",
 * "Scaling and throughput best practices"), logs in public issue threads, and the retry lists of @smithy/core 3.41.
 */

/** Capacity of the service by name. `InsufficientThroughputException` is what users call it. */
export const CAPACITY_NAMES: ReadonlySet<string> = new Set([
  "insufficientthroughputexception",
  "insufficientthroughput",
  "serviceunavailableexception",
  "serviceunavailable",
  "overloaded_error",
]);

/** Capacity of the service by wording, under whatever code and status it comes. */
export const CAPACITY_TEXTS: readonly RegExp[] = [
  // A nameless 529; as an event of a stream the SDK shows the body as it came.
  /^(\{"message":\s*")?overloaded("\})?$/i,
  /insufficient ?throughput/i,
  /model processing capacity reached/i,
  /\bis currently overloaded\b/i,
  /too many connections/i,
  /bedrock is unable to process your request/i,
  /service (is )?temporarily unavailable/i,
];

/** Throttling by name, over all AWS services. */
export const THROTTLING_NAMES: ReadonlySet<string> = new Set([
  "bandwidthlimitexceeded",
  "ec2throttledexception",
  "limitexceededexception",
  "priorrequestnotcomplete",
  "provisionedthroughputexceededexception",
  "requestlimitexceeded",
  "requestthrottled",
  "requestthrottledexception",
  "slowdown",
  "throttledexception",
  "throttling",
  "throttlingexception",
  "toomanyrequestsexception",
  "transactioninprogressexception",
]);

/** Signing faults that a corrected clock cures; the SDK corrects its own offset when it sees one. */
export const CLOCK_SKEW_NAMES: ReadonlySet<string> = new Set([
  "authfailure",
  "invalidsignatureexception",
  "requestexpired",
  "requestinthefuture",
  "requesttimetooskewed",
  "signaturedoesnotmatch",
]);

/** Nobody is known who asks: no credentials, or none that are good any more. */
export const CREDENTIAL_NAMES: ReadonlySet<string> = new Set([
  "credentialsprovidererror",
  "expiredtoken",
  "expiredtokenexception",
  "incompletesignature",
  "incompletesignatureexception",
  "invalidclienttokenid",
  "invalidsignatureexception",
  "missingauthenticationtokenexception",
  "notauthorized",
  "providererror",
  "signaturedoesnotmatch",
  "ssotokenproviderfailure",
  "tokenprovidererror",
  "tokenrefreshrequired",
  "unrecognizedclientexception",
]);

/** This account may not call this model here, or there is no such thing: elsewhere it may be otherwise. */
export const DENIAL_NAMES: ReadonlySet<string> = new Set([
  "accessdeniedexception",
  "resourcenotfoundexception",
]);

/** This model id can't be called in this region, whoever calls. */
export const UNUSABLE_TEXTS: readonly RegExp[] = [
  /with on-demand throughput isn.t supported/i,
  /the provided model identifier is invalid/i,
];

/** Our side gave up on an answer: the service may still compute it. */
export const REQUEST_TIMEOUT_TEXTS: readonly RegExp[] = [
  /a request has exceeded the configured \d+ ms requestTimeout/i,
  /the request socket timed out after \d+ ms of inactivity/i,
  /stream timed out because of no activity/i,
];

/** The same, by ourselves: a stream that stalled before its first event. */
export const TIMEOUT_CODES: ReadonlySet<string> = new Set(["STREAM_STALLED"]);

/** Our side gave up on the connection. */
export const CONNECTION_TIMEOUT_TEXT = /did not establish a connection/i;

/** Nobody answered: the address can't be reached at all. */
export const CONNECTION_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
]);

/** The line broke while we talked. */
export const TRANSPORT_CODES: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ERR_HTTP2_STREAM_ERROR",
  "ERR_HTTP2_STREAM_CANCEL",
  "ERR_HTTP2_SESSION_ERROR",
  "ERR_HTTP2_GOAWAY_SESSION",
  "ERR_HTTP2_INVALID_SESSION",
  "ERR_HTTP2_ERROR",
  "ERR_STREAM_PREMATURE_CLOSE",
  "UND_ERR_SOCKET",
  // Of ours: a stream that ended before its first event.
  "STREAM_TRUNCATED",
]);
