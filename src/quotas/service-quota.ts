import type { QuotaKind } from "../settings/settings.js";
import { parseQuotaName, type QuotaName } from "./names.js";

/** One quota of the service `bedrock` in one region. */
export interface ServiceQuota {
  /** For example `L-F4DDD3EB`; the same in all regions. */
  readonly code: string;
  readonly name: string;
  /** What this account may; undefined where Service Quotas tells the default only. */
  readonly applied: number | undefined;
  /** What is published; undefined where Service Quotas does not tell it. */
  readonly default: number | undefined;
  /** Whether more can be asked for. */
  readonly adjustable: boolean;
}

/** The quotas of one model for one kind of profile, as far as there are any. Tokens per day are doubled for geo already. */
export type KindQuotas = { readonly [Name in QuotaKind]?: ServiceQuota };

export interface NamedQuota {
  readonly quota: ServiceQuota;
  readonly said: QuotaName;
}

/** Those whose names say that they belong to the calls of one model. */
export const namedQuotas = (quotas: readonly ServiceQuota[]): readonly NamedQuota[] =>
  quotas.flatMap((quota) => {
    const said = parseQuotaName(quota.name);
    return said === undefined ? [] : [{ quota, said }];
  });

/** As it counts for geo profiles. */
export function doubled(quota: ServiceQuota): ServiceQuota {
  const twice = (value: number | undefined): number | undefined => (value === undefined ? value : 2 * value);
  return { ...quota, applied: twice(quota.applied), default: twice(quota.default) };
}
