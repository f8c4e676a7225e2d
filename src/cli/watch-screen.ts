import { short } from "../operate/figures.js";
import type { Verdict } from "../operate/verdict.js";
import type { LaneMetrics } from "../operate/verdict-facts.js";
import type { WatchReport } from "../operate/watch.js";
import type { SeenProcess } from "../operate/watch-snapshot.js";
import { publicModel } from "../public-model.js";
import { sparkline } from "./sparkline.js";
import { bare, inCell, wrapped } from "./text.js";
import { figuresOf, type Row, rowsOf } from "./watch-rows.js";
import { breakerWords, laneRows, processWords, settingWords, spanWords } from "./watch-words.js";

/** Columns for the label and the four figures beside a sparkline, with the blanks between. */
const BESIDE = 18 + 4 * 8 + 5 * 2;
const FEWEST_BARS = 10;

const figure = (value: number | undefined): string => (value === undefined ? "" : short(value));

const ms = (value: number | undefined): string =>
  value === undefined ? "" : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

function cells(row: Row, bars: number): readonly string[] {
  const { last, peak, mean } = figuresOf(row);
  const show = row.unit === "ms" ? ms : figure;
  return [row.label, sparkline(row.points, bars), show(last), show(peak), show(mean), figure(row.quota)];
}

function table(metrics: LaneMetrics, width: number): string {
  const bars = Math.max(FEWEST_BARS, width - BESIDE);
  const head = ["per minute", "", "last", "peak", "mean", "quota"];
  const rows = rowsOf(metrics).map((row) => cells(row, bars));
  return bare([head, ...rows], ["left", "left", "right", "right", "right", "right"]);
}

function judgement(verdict: Verdict, width: number): readonly string[] {
  const advice = verdict.advice.flatMap((one) => {
    const setting = settingWords(one);
    // A setting stands alone in its line, whole, to be copied.
    return [
      wrapped(`- ${one.words}`, width, "  ", "    "),
      ...(setting === undefined ? [] : [`      ${setting}`]),
    ];
  });
  const missing = verdict.missing.map((words) => wrapped(`Not known: ${words}`, width, "  "));
  return [...verdict.words.map((words) => wrapped(words, width, "  ")), ...advice, ...missing];
}

function block(verdict: Verdict, width: number): string {
  const name = `${verdict.region}  ${publicModel(verdict.model)}`;
  const title = verdict.state === "trouble" ? verdict.title.toUpperCase() : verdict.title;
  const head =
    name.length + title.length + 2 <= width ? [`${name}  ${title}`] : [name, wrapped(title, width)];
  if (verdict.state === "nothing") return [...head, ...judgement(verdict, width)].join("\n");
  return [...head, table(verdict.metrics, width), ...judgement(verdict, width)].join("\n");
}

/** Columns for what stands beside a lane's name. */
const BESIDE_LANE = 58;

function processBlock(seen: SeenProcess, now: number, width: number): string {
  const [head = [], ...rows] = laneRows(seen);
  const lanes = rows.map(([lane = "", ...rest]) => [inCell(lane, width - BESIDE_LANE), ...rest]);
  const table = bare([head, ...lanes], ["left", ...new Array<"right">(6).fill("right")]);
  return [`Process ${processWords(seen, now)}`, table, ...breakerWords(seen)].join("\n");
}

/** A report for a terminal. */
export function screen(
  report: WatchReport,
  { width, now }: { readonly width: number; readonly now: number },
): string {
  const { verdicts, processes, missing } = report;
  const blocks = verdicts.map((verdict) => block(verdict, width));
  return [
    spanWords(report),
    ...(blocks.length > 0 ? blocks : ["No model of Bedrock has metrics in this time."]),
    ...processes.map((one) => processBlock(one, now, width)),
    ...(missing.length > 0 ? [missing.map((words) => wrapped(`Not known: ${words}`, width)).join("\n")] : []),
  ].join("\n\n");
}
