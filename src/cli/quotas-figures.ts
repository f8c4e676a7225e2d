import type { RegionQuotas } from "../operate/read.js";
import { type ModelQuotas, type QuotaNames, quotasOfModel } from "../quotas/for-model.js";
import { markOf } from "../quotas/marks.js";
import { type QuotaRow, quotaRows } from "../quotas/rows.js";
import type { ServiceQuota } from "../quotas/service-quota.js";
import { baseModel } from "../residency.js";

/** One region as the command shows it. */
export interface RegionView {
  readonly region: string;
  readonly rows: readonly QuotaRow[];
  /** For each model that was asked for. */
  readonly models: readonly ModelQuotas[];
}

/** How ids of one model read for each kind of profile; which geography makes no difference to its quotas. */
const idsOf = (modelId: string): readonly string[] =>
  ["", "us.", "global."].map((prefix) => `${prefix}${baseModel(modelId)}`);

/** Of the models that were asked for, or of all. */
export function viewOf(
  { region, quotas }: RegionQuotas,
  modelIds: readonly string[],
  names: QuotaNames,
): RegionView {
  const models = modelIds.map((modelId) => quotasOfModel(quotas, modelId, names));
  if (modelIds.length === 0) return { region, rows: quotaRows(quotas), models };
  const ids = [...new Set(modelIds.flatMap(idsOf))];
  const rows = ids.flatMap((id): readonly QuotaRow[] => {
    const found = quotasOfModel(quotas, id, names);
    return found.known ? [{ model: found.name, profile: found.profile, quotas: found.quotas }] : [];
  });
  return { region, rows, models };
}

/** What one quota is, as JSON. */
export const toldOf = (quota: ServiceQuota): object => ({ ...quota, mark: markOf(quota) });
