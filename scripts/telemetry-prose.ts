import type { ATTRIBUTE, LABEL } from "../src/telemetry/names.js";
import type { TELL } from "../src/telemetry/told.js";

type On = "call" | "wait" | "attempt";

interface SpanAttribute {
  readonly on: readonly On[];
  readonly type: "string" | "int" | "double" | "boolean";
  readonly unit?: string;
  readonly what: string;
}

const ALL: readonly On[] = ["call", "wait", "attempt"];

/** What each attribute of a span says. */
export const SPAN_ATTRIBUTES: Readonly<Record<keyof typeof ATTRIBUTE, SpanAttribute>> = {
  provider: { on: ALL, type: "string", what: "`aws.bedrock`, for Bedrock Runtime" },
  model: {
    on: ALL,
    type: "string",
    what: "model or profile id; of an attempt, the one that it was sent with. Of an ARN only what names the resource",
  },
  firstChunk: {
    on: ["attempt"],
    type: "double",
    unit: "s",
    what: "from sending to the first event of a stream",
  },
  region: { on: ALL, type: "string", what: "home's region; of an attempt, the one that it went to" },
  requestId: {
    on: ["attempt"],
    type: "string",
    what: "the service's id of the request, where there was an answer",
  },
  resendCount: { on: ["attempt"], type: "int", what: "from the second attempt on: attempts before it" },
  status: { on: ["attempt"], type: "int", what: "HTTP status, where there was an answer" },
  errorType: {
    on: ALL,
    type: "string",
    what: "where it failed: the code of a refusal, the name of an error (of one that has none its code by Node, else `_OTHER`), or how a stream ended (`truncated`, `stalled`, `aborted`, `forgotten`). The span's status is ERROR then, and unset otherwise; a stream that its reader leaves has not failed",
  },
  operation: { on: ALL, type: "string", what: "for example `BedrockRuntime/Converse`" },
  attempts: { on: ["call"], type: "int", what: "attempts that were made" },
  outcome: {
    on: ["call", "attempt"],
    type: "string",
    what: "the attempt's [outcome](how-it-works.md#what-each-outcome-teaches); of the call `success`, `failed`, or how its stream ended",
  },
  spilledFrom: {
    on: ["attempt"],
    type: "string",
    what: "home, as `region/model`, where it did not go there",
  },
  spillReason: { on: ["attempt"], type: "string", what: "[why not](how-it-works.md#home-first)" },
  otherModel: { on: ["attempt"], type: "boolean", what: "`true` where it went to another model" },
  queueWait: {
    on: ["wait", "attempt"],
    type: "double",
    unit: "s",
    what: "time in line; rests between attempts are in the wait's duration only",
  },
  queueLength: { on: ["wait"], type: "int", what: "calls in home's line when this one had joined" },
  inFlight: { on: ["attempt"], type: "int", what: "attempts in flight in its lane, this one among them" },
  window: { on: ["attempt"], type: "double", what: "its lane's window as it was sent" },
  windowAfter: {
    on: ["attempt"],
    type: "double",
    what: "the window that its end led to; missing where the window held",
  },
  windowReason: {
    on: ["attempt"],
    type: "string",
    what: "[why](how-it-works.md#the-window), for example `probe` or `multiplicative decrease`",
  },
  quotaUnit: {
    on: ["attempt"],
    type: "string",
    what: "`requests` or `tokens`, where its end taught a quota",
  },
  quotaReason: { on: ["attempt"], type: "string", what: "what was learnt of it" },
  breaker: {
    on: ["attempt"],
    type: "string",
    what: "`closed`, `halfOpen` or `open`: of the breakers before its lane the one that is further from closed, as it was sent",
  },
  breakerAfter: { on: ["attempt"], type: "string", what: "the state that its answer or its end led to" },
  breakerReason: { on: ["attempt"], type: "string", what: "why, for example `5 capacity errors in a row`" },
  probe: {
    on: ["attempt"],
    type: "boolean",
    what: "`true` where it asks whether a breaker may close; the span links to the attempt whose end opened it",
  },
  reserved: {
    on: ["attempt"],
    type: "int",
    unit: "token",
    what: "tokens taken from quotas for it, where a token quota matters",
  },
  settled: {
    on: ["attempt"],
    type: "int",
    unit: "token",
    what: "tokens that it used in the end as quotas count them, where that is known",
  },
};

/** What the attributes say that only metrics and log records have. */
export const LABELS: Readonly<Record<keyof typeof LABEL, string>> = {
  service: "`BedrockRuntime`, for example",
  code: "the refusal's code, for example `QUEUE_TIMEOUT`",
  from: "state before",
  to: "state, or figure, after",
  reason: "why, in the words of [how it works](how-it-works.md)",
  attempt: "1 for the first attempt of its call",
  delay: "pause before the repetition, in seconds",
  kind: "`requests_per_minute`, `tokens_per_minute`, `tokens_per_day`; `learnt_requests_per_minute` and `learnt_tokens_per_minute` for what was found out",
  message: "the warning",
};

/** When each log record is written. */
export const RECORDS: Readonly<Record<keyof typeof TELL | "stream", string>> = {
  window: "a window is cut, narrowed or cleared by a probe; growth is not told one by one",
  quota: "a quota was learnt, corrected or forgotten",
  breaker: "a breaker changed its state",
  retry: "a failed attempt will be repeated",
  unrepeated: "a failed attempt is not repeated: the retry bucket is drained",
  spill: "an attempt goes to another place than home",
  refused: "spillway itself refused a call",
  warning: "something to know and mend, once each",
  stream: "a stream was cut short, stalled or was forgotten",
};
