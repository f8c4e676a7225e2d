import {
  figuresOf,
  type ModelQuotas,
  markOf,
  type QuotaFigures,
  type QuotaNames,
  type QuotaRow,
  quotaRows,
  quotasOfModel,
  type RegionQuotas,
  type ServiceQuota,
} from "../operate/index.js";
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

const FIELDS = ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"] as const;

/** What settings take; a model's figures are the smallest of all regions, since settings know no region. */
export interface ModelSettings {
  readonly modelId: string;
  readonly figures: QuotaFigures;
  /** Whether regions differ. */
  readonly differ: boolean;
}

/** Settings that follow, for the models that are known and have any quota that is not zero. */
export function settingsOf(views: readonly RegionView[]): readonly ModelSettings[] {
  const byModel = new Map<string, QuotaFigures[]>();
  for (const found of views.flatMap(({ models }) => models)) {
    if (!found.known) continue;
    byModel.set(found.modelId, [...(byModel.get(found.modelId) ?? []), figuresOf(found.quotas)]);
  }
  return [...byModel]
    .map(([modelId, all]) => together(modelId, all))
    .filter(({ figures }) => hasAny(figures));
}

const hasAny = (figures: QuotaFigures): boolean => FIELDS.some((name) => figures[name] !== undefined);

function together(modelId: string, all: readonly QuotaFigures[]): ModelSettings {
  const figures: { -readonly [Name in keyof QuotaFigures]: QuotaFigures[Name] } = {};
  let differ = false;
  for (const name of FIELDS) {
    const values = all.map((each) => each[name]);
    differ ||= new Set(values).size > 1;
    // A setting of zero would be refused; that it is zero the table says.
    const positive = values.filter((value) => value !== undefined && value > 0) as number[];
    if (positive.length > 0) figures[name] = Math.min(...positive);
  }
  return { modelId, figures, differ };
}
