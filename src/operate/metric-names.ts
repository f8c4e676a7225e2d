/**
 * What CloudWatch tells of Bedrock's inference, by our names. Source: Amazon Bedrock user guide, "Monitor bedrock-runtime
 * inference using CloudWatch metrics", November 2026; the namespace is `AWS/Bedrock`, the dimension is `ModelId`.
 */
export const NAMESPACE = "AWS/Bedrock";
export const DIMENSION = "ModelId";

export interface Metric {
  /** More than one where pages of the guide call it differently: all are asked for, and the larger value counts. */
  readonly names: readonly string[];
  readonly statistic: "Sum" | "Average";
}

export const METRICS = {
  /** Requests that were taken. Newer pages count those that failed later, older ones do not; throttled ones are in neither. */
  accepted: { names: ["Invocations"], statistic: "Sum" },
  /** Answers with status 429, each repetition counted. */
  throttles: { names: ["InvocationThrottles"], statistic: "Sum" },
  clientErrors: { names: ["InvocationClientErrors"], statistic: "Sum" },
  /** 500 and 503 alike. */
  serverErrors: { names: ["InvocationServerErrors"], statistic: "Sum" },
  /** To the last token. */
  latencyMs: { names: ["InvocationLatency"], statistic: "Average" },
  /** Of streams only. */
  firstTokenMs: { names: ["TimeToFirstToken"], statistic: "Average" },
  /** Without those that a cache gave or took. */
  inputTokens: { names: ["InputTokenCount"], statistic: "Sum" },
  outputTokens: { names: ["OutputTokenCount"], statistic: "Sum" },
  /** What completed requests cost of the token quota, output weighted; not what was reserved for them at their start. */
  quotaTokens: { names: ["EstimatedTPMQuotaUsage"], statistic: "Sum" },
  cacheReadTokens: { names: ["CacheReadInputTokenCount", "CacheReadInputTokens"], statistic: "Sum" },
  cacheWriteTokens: { names: ["CacheWriteInputTokenCount", "CacheWriteInputTokens"], statistic: "Sum" },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricKey = keyof typeof METRICS;

// Its own keys.
export const METRIC_KEYS = Object.keys(METRICS) as readonly MetricKey[];
