import { QUOTA_PROFILES, type QuotaProfile } from "./names.js";
import {
  doubled,
  type KindQuotas,
  type NamedQuota,
  namedQuotas,
  type ServiceQuota,
} from "./service-quota.js";

/** One model's quotas for one kind of profile, under the name that Service Quotas gives it. */
export interface QuotaRow {
  readonly model: string;
  readonly profile: QuotaProfile;
  readonly quotas: KindQuotas;
}

const keyOf = (model: string, profile: QuotaProfile): string => `${model.toLowerCase()} ${profile}`;

/** All quotas that belong to the calls of one model, by model and profile. */
export function quotaRows(quotas: readonly ServiceQuota[]): readonly QuotaRow[] {
  const rows = new Map<string, QuotaRow>();
  const add = ({ quota, said }: NamedQuota, profile: QuotaProfile): void => {
    const key = keyOf(said.model, profile);
    const before = rows.get(key)?.quotas;
    const counted = said.doubled && profile === "geo" ? doubled(quota) : quota;
    rows.set(key, { model: said.model, profile, quotas: { ...before, [said.kind]: counted } });
  };
  const named = namedQuotas(quotas);
  const isShared = ({ said }: NamedQuota): boolean => said.profiles.length > 1;
  for (const each of named.filter((each) => !isShared(each))) {
    for (const profile of each.said.profiles) add(each, profile);
  }
  // What counts for several profiles says nothing of which of them there are.
  for (const each of named.filter(isShared)) {
    const known = each.said.profiles.filter((profile) => rows.has(keyOf(each.said.model, profile)));
    for (const profile of known.length === 0 ? each.said.profiles : known) add(each, profile);
  }
  return [...rows.values()].sort(byModel);
}

const byModel = (one: QuotaRow, other: QuotaRow): number =>
  one.model.localeCompare(other.model, "en") ||
  QUOTA_PROFILES.indexOf(one.profile) - QUOTA_PROFILES.indexOf(other.profile);
