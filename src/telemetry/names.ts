/**
 * The names that we write. Those of OpenTelemetry's own conventions are copied, since the GenAI ones are not released as
 * a package (semantic-conventions-genai, status Development, November 2026).
 */
export const ATTRIBUTE = {
  provider: "gen_ai.provider.name",
  model: "gen_ai.request.model",
  firstChunk: "gen_ai.response.time_to_first_chunk",
  region: "cloud.region",
  requestId: "aws.request_id",
  resendCount: "http.request.resend_count",
  status: "http.response.status_code",
  errorType: "error.type",
  operation: "rpc.method",
  attempts: "spillway.attempts",
  outcome: "spillway.outcome",
  spilledFrom: "spillway.spill.from",
  spillReason: "spillway.spill.reason",
  otherModel: "spillway.spill.other_model",
  queueWait: "spillway.queue.wait",
  queueLength: "spillway.queue.length",
  inFlight: "spillway.in_flight",
  window: "spillway.window",
  windowAfter: "spillway.window.after",
  windowReason: "spillway.window.reason",
  quotaUnit: "spillway.quota.unit",
  quotaReason: "spillway.quota.reason",
  breaker: "spillway.breaker.state",
  breakerAfter: "spillway.breaker.after",
  breakerReason: "spillway.breaker.reason",
  probe: "spillway.breaker.probe",
  reserved: "spillway.tokens.reserved",
  settled: "spillway.tokens.settled",
} as const;

/** Attributes of metrics and log records that no span has. */
export const LABEL = {
  service: "rpc.service",
  code: "spillway.refusal.code",
  from: "spillway.from",
  to: "spillway.to",
  reason: "spillway.reason",
  attempt: "spillway.attempt",
  delay: "spillway.retry.delay",
  kind: "spillway.quota.kind",
  message: "spillway.message",
} as const;

/** What a metric, a log record or a line says in place of a lane that is one too many. */
export const OTHER = "other";
