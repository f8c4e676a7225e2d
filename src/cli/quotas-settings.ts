import { modelData } from "../flow/model-data.js";
import { count } from "../operate/figures.js";
import { figuresOf } from "../quotas/marks.js";
import { QUOTA_KINDS, type QuotaFigures } from "../settings/settings.js";
import { variableNamed } from "../settings/table.js";
import type { RegionView } from "./quotas-figures.js";

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

const hasAny = (figures: QuotaFigures): boolean => QUOTA_KINDS.some((name) => figures[name] !== undefined);

function together(modelId: string, all: readonly QuotaFigures[]): ModelSettings {
  const figures: { -readonly [Name in keyof QuotaFigures]: QuotaFigures[Name] } = {};
  let differ = false;
  for (const name of QUOTA_KINDS) {
    const values = all.map((each) => each[name]);
    differ ||= new Set(values).size > 1;
    // A setting of zero would be refused; that it is zero the table says.
    const positive = values.filter((value) => value !== undefined && value > 0) as number[];
    if (positive.length > 0) figures[name] = Math.min(...positive);
  }
  return { modelId, figures, differ };
}

/** As the options and the settings file have it. */
export const configOf = (settings: readonly ModelSettings[]): object => ({
  models: Object.fromEntries(settings.map(({ modelId, figures }) => [modelId, { quota: figures }])),
});

/** Settings and what they mean, in lines. */
export function settingsText(settings: readonly ModelSettings[]): string {
  const [first] = settings;
  if (first === undefined)
    return "No settings follow: nothing is applied to these model ids that could be kept.";
  const differ = settings.some((each) => each.differ)
    ? "\nRegions differ; these are the smallest. With auto each region has its own."
    : "";
  const variables = QUOTA_KINDS.flatMap((kind) => {
    const figure = first.figures[kind];
    return figure === undefined ? [] : [`  export ${variableNamed(`quota.${kind}`)}=${figure}`];
  });
  const one =
    settings.length > 1 ? [] : ["As variables, for a process that calls this model only:", ...variables];
  return [
    `Settings that follow, for one process that has these quotas to itself.${differ}`,
    ...one,
    "As the file that SPILLWAY_CONFIG names:",
    ...JSON.stringify(configOf(settings), null, 2)
      .split("\n")
      .map((line) => `  ${line}`),
    "Or read by each process itself: SPILLWAY_QUOTA_SOURCE=auto",
    ...settings.filter(({ figures }) => figures.tokensPerMinute !== undefined).map(reserved),
  ].join("\n");
}

/** What surprises most: a request reserves what it might be answered. */
function reserved({ modelId, figures: { tokensPerMinute = 0 } }: ModelSettings): string {
  const { maxOutputTokens, outputWeight } = modelData(modelId);
  const counts = outputWeight === 1 ? "" : `; in the end a token of output counts ${outputWeight} times`;
  const room = count(Math.floor(tokensPerMinute / maxOutputTokens));
  const most = count(maxOutputTokens);
  return maxOutputTokens === 0
    ? `${modelId}: writes no tokens.`
    : `${modelId}:\n  without max tokens a request reserves ${most} tokens: at most ${room} a minute${counts}.`;
}
