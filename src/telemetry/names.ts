/**
 * The attribute names that we write. Those of OpenTelemetry's own conventions are copied, since the GenAI ones are not
 * released as a package (semantic-conventions-genai, status Development, November 2026).
 */
export const ATTRIBUTE = {
  provider: "gen_ai.provider.name",
  model: "gen_ai.request.model",
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
} as const;
