import type { QuotaFigures } from "../settings/settings.js";
import type { KindQuotas, ServiceQuota } from "./service-quota.js";

/** Below this share of the default a quota is worth a remark: a new account, or one that was cut. */
const FAR_BELOW = 0.5;

export type Mark = "zero" | "low" | "raised" | "default only" | undefined;

/** What is remarkable in a quota. */
export function markOf({ applied, default: published }: ServiceQuota): Mark {
  if (applied === undefined) return published === undefined ? undefined : "default only";
  if (applied === 0) return "zero";
  if (published === undefined || applied === published) return undefined;
  if (applied > published) return "raised";
  return applied < published * FAR_BELOW ? "low" : undefined;
}

/**
 * What to go by: applied values only, since an account may have far less than the default. Zeros are left in. Tokens per
 * day are left out where tokens per minute were raised: the user guide says that they don't count then.
 */
export function figuresOf(quotas: KindQuotas): QuotaFigures {
  const { requestsPerMinute, tokensPerMinute, tokensPerDay } = quotas;
  const raised = tokensPerMinute !== undefined && markOf(tokensPerMinute) === "raised";
  const figures = {
    requestsPerMinute: requestsPerMinute?.applied,
    tokensPerMinute: tokensPerMinute?.applied,
    tokensPerDay: raised ? undefined : tokensPerDay?.applied,
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
