import type { QuotaKind } from "../settings/settings.js";

/**
 * Where a request with this id may run, which is what quotas are apart for: `in-region` for a plain model id, `geo` for a
 * profile of a geography (`us.`, `eu.`, ...), `global` for a `global.` profile.
 */
export type QuotaProfile = "in-region" | "geo" | "global";

export const QUOTA_PROFILES: readonly QuotaProfile[] = ["in-region", "geo", "global"];

/** What the name of a quota says. */
export interface QuotaName {
  /** The model as Service Quotas calls it, for example `Anthropic Claude Sonnet 4.5 V1`. */
  readonly model: string;
  readonly profiles: readonly QuotaProfile[];
  readonly kind: QuotaKind;
  /** Whether geo profiles have twice of it. */
  readonly doubled: boolean;
}

/**
 * How Service Quotas names what belongs to one model. Source: the names of the service `bedrock` as published in
 * `awslabs/bedrock-usage-analyzer` (quota-index.csv, April 2026) and in the AWS General Reference, read in November 2026.
 * Everything else is left alone: batch jobs, concurrent requests, latency-optimized calls, Mantle, guardrails.
 */
const PATTERNS: readonly { readonly pattern: RegExp; readonly profiles: readonly QuotaProfile[] }[] = [
  {
    pattern: /^on-demand model inference (requests|tokens) per (minute) for (.+)$/i,
    profiles: ["in-region"],
  },
  { pattern: /^cross-region model inference (requests|tokens) per (minute) for (.+)$/i, profiles: ["geo"] },
  {
    pattern: /^global cross-region model inference (requests|tokens) per (minute) for (.+)$/i,
    profiles: ["global"],
  },
  {
    pattern: /^global cross-region model inference (tokens) per (day) for (.+)$/i,
    profiles: ["global"],
  },
  { pattern: /^model invocation max (tokens) per (day) for (.+)$/i, profiles: ["in-region", "geo"] },
];

const DOUBLED = / \(doubled for cross-region calls\)$/i;

/** What the name of a quota says; undefined for those that don't belong to the calls of one model. */
export function parseQuotaName(name: string): QuotaName | undefined {
  for (const { pattern, profiles } of PATTERNS) {
    const [, unit = "", per = "", model = ""] = pattern.exec(name.trim()) ?? [];
    if (model === "") continue;
    const kind = per.toLowerCase() === "day" ? "tokensPerDay" : kindOf(unit);
    return { model: model.replace(DOUBLED, ""), profiles, kind, doubled: DOUBLED.test(model) };
  }
  return undefined;
}

const kindOf = (unit: string): QuotaKind =>
  unit.toLowerCase() === "requests" ? "requestsPerMinute" : "tokensPerMinute";
