import type { ServiceQuota } from "../../src/quotas/service-quota.js";

/** A quota as Service Quotas tells it; without a default of its own the applied value is the default. */
export const quota = (
  code: string,
  name: string,
  applied: number | undefined,
  published: number | undefined = applied,
): ServiceQuota => ({ code, name, applied, default: published, adjustable: true });

/** One region of an account that is new: some quotas are low, one is none at all. */
export const REGION: readonly ServiceQuota[] = [
  quota(
    "L-4A6BFAB1",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1",
    10,
    200,
  ),
  quota(
    "L-F4DDD3EB",
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
    200_000,
  ),
  quota(
    "L-381AD9EE",
    "Model invocation max tokens per day for Anthropic Claude Sonnet 4.5 V1 (doubled for cross-region calls)",
    144_000_000,
  ),
  quota(
    "L-DB84CE56",
    "Global cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1",
    0,
    10_000,
  ),
  quota(
    "L-27C57EE8",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
    8_000_000,
    4_000_000,
  ),
  quota(
    "L-BC182137",
    "Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.5 V1",
    5_760_000_000,
  ),
  quota(
    "L-00000001",
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    5,
  ),
  quota("L-E386A278", "On-demand model inference requests per minute for Amazon Nova Lite", 1000),
  quota(
    "L-70423BF8",
    "On-demand model inference tokens per minute for Amazon Nova Lite",
    undefined,
    2_000_000,
  ),
  quota("L-7C42E72A", "Cross-Region model inference tokens per minute for Amazon Nova Lite", 4_000_000),
  quota(
    "L-45E0AD92",
    "Model invocation max tokens per day for Amazon Nova Lite (doubled for cross-region calls)",
    2_880_000_000,
  ),
  quota("L-3AF844DB", "On-demand model inference requests per minute for Mistral Large", 400),
  quota("L-01447289", "On-demand model inference tokens per minute for Mistral AI Mistral Large", 300_000),
  quota(
    "L-00000002",
    "Global cross-region model inference tokens per minute for Anthropic Claude Opus 4.8",
    1_000_000,
  ),
  quota(
    "L-00000003",
    "On-demand, latency-optimized model inference tokens per minute for Amazon Nova Pro",
    9,
  ),
  quota("L-00000004", "On-demand InvokeModel concurrent requests for Amazon Nova Sonic", 20),
  quota("L-00000005", "Cross-Model Account-Level Tokens Per Day", 700_000_000),
];
