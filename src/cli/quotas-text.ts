import Table from "cli-table3";
import { FAMILIES_SOURCE, modelData } from "../flow/model-data.js";
import { rounded } from "../operate/figures.js";
import { markOf } from "../quotas/marks.js";
import { MODELS_SOURCE } from "../quotas/models.js";
import type { QuotaRow } from "../quotas/rows.js";
import type { ServiceQuota } from "../quotas/service-quota.js";
import { QUOTA_KINDS } from "../settings/settings.js";
import { type RegionView, toldOf } from "./quotas-figures.js";
import { configOf, settingsOf, settingsText } from "./quotas-settings.js";

const HEAD = ["model", "profile", "req/min", "tokens/min", "tokens/day"];
/** Of all columns but the first, which gets the rest. */
const WIDTHS = [11, 13, 13, 12];
const BORDERS = 6;
const NARROWEST = 20;
const WIDEST = 52;

/** No lines between rows: there may be hundreds. */
const CHARS = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };

const LEGEND = `n of m: applied, of the default.  m?: the default; what is applied is not told.
!: zero, or less than half of the default.`;

/** One more than elsewhere: quotas are exact. */
const figure = (value: number): string => rounded(value, 4);

/** One quota in a table. */
export function cell(quota: ServiceQuota | undefined): string {
  if (quota === undefined) return "";
  const { applied, default: published } = quota;
  if (applied === undefined) return published === undefined ? "?" : `${figure(published)}?`;
  const same = published === undefined || published === applied;
  const of = same ? "" : ` of ${figure(published)}`;
  const mark = markOf(quota);
  return `${figure(applied)}${of}${mark === "zero" || mark === "low" ? " !" : ""}`;
}

function table(rows: readonly QuotaRow[], columns: number): string {
  const rest = columns - BORDERS - WIDTHS.reduce((sum, width) => sum + width, 0);
  const first = Math.min(WIDEST, Math.max(NARROWEST, rest));
  const style = { head: [], border: [] };
  const made = new Table({ head: HEAD, colWidths: [first, ...WIDTHS], wordWrap: true, style, chars: CHARS });
  rows.forEach(({ model, profile, quotas }, at) => {
    const name = rows[at - 1]?.model === model ? "" : model;
    made.push([name, profile, ...QUOTA_KINDS.map((kind) => cell(quotas[kind]))]);
  });
  return made.toString();
}

/** For people on a terminal. */
export function forPeople(views: readonly RegionView[], columns: number): string {
  const tables = views.map(({ region, rows }) =>
    rows.length === 0 ? `${region}: no quotas of these models\n` : `${region}\n${table(rows, columns)}\n`,
  );
  const asked = views.some(({ models }) => models.length > 0);
  const hint = "With --model <id>: the settings that follow. --help shows more.";
  const settings = asked ? settingsText(settingsOf(views)) : hint;
  const legend = views.some(({ rows }) => rows.length > 0) ? `${LEGEND}\n` : "";
  return `${tables.join("\n")}${legend}\n${settings}\n`;
}

/** One line for each quota, with tabs between; what are no lines of the table begins with #. */
export function forPipes(views: readonly RegionView[]): string {
  const head = ["region", "model", "profile", "quota", "applied", "default", "mark", "code"];
  const lines = views.flatMap(({ region, rows }) =>
    rows.flatMap(({ model, profile, quotas }) =>
      QUOTA_KINDS.flatMap((kind) => {
        const quota = quotas[kind];
        if (quota === undefined) return [];
        const { applied, default: published, code } = quota;
        return [[region, model, profile, kind, applied, published, markOf(quota), code].join("\t")];
      }),
    ),
  );
  const settings = settingsOf(views);
  const text = settings.length === 0 ? "" : settingsText(settings).replaceAll(/^/gm, "# ");
  return [head.join("\t"), ...lines, text]
    .filter((line) => line !== "")
    .map((line) => `${line}\n`)
    .join("");
}

export function forPrograms(views: readonly RegionView[]): string {
  const regions = views.map(({ region, rows, models }) => ({
    region,
    quotas: rows.map(({ model, profile, quotas }) => ({
      model,
      profile,
      ...Object.fromEntries(
        QUOTA_KINDS.flatMap((kind) => {
          const quota = quotas[kind];
          return quota === undefined ? [] : [[kind, toldOf(quota)]];
        }),
      ),
    })),
    unresolved: models.flatMap((each) =>
      each.known ? [] : [{ modelId: each.modelId, reason: each.reason }],
    ),
  }));
  const settings = settingsOf(views);
  const tokens = Object.fromEntries(settings.map(({ modelId }) => [modelId, modelData(modelId)]));
  const sources = { names: MODELS_SOURCE, tokens: FAMILIES_SOURCE };
  return `${JSON.stringify({ regions, settings: configOf(settings), tokens, sources })}\n`;
}
