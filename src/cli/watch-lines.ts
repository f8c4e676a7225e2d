import { short } from "../operate/figures.js";
import type { Verdict } from "../operate/verdict.js";
import type { WatchReport } from "../operate/watch.js";
import { publicModel } from "../public-model.js";
import { figuresOf, type Row, rowsOf } from "./watch-rows.js";
import { breakerWords, laneRows, moment, processWords, settingWords, spanWords } from "./watch-words.js";

function rowWords(row: Row): string {
  const { last, peak, mean } = figuresOf(row);
  const of = row.quota === undefined ? "" : ` of ${short(row.quota)}`;
  const [now, most, usual] = [last, peak, mean].map((value) => short(Math.round(value ?? 0)));
  return `${row.label} last ${now} peak ${most}${of} mean ${usual} ${row.unit === "ms" ? "ms" : "per min"}`;
}

function lines(verdict: Verdict): readonly string[] {
  const name = `${verdict.region} ${publicModel(verdict.model)}`;
  const advice = verdict.advice.flatMap((one) => [one.words, settingWords(one) ?? []].flat());
  return [
    `${name}: ${verdict.title}`,
    ...rowsOf(verdict.metrics).map((row) => `${name}: ${rowWords(row)}`),
    ...verdict.words.map((words) => `${name}: ${words}`),
    ...advice.map((words) => `${name}: to do: ${words}`),
    ...verdict.missing.map((words) => `${name}: not known: ${words}`),
  ];
}

function processLines({ processes }: WatchReport, now: number): readonly string[] {
  return processes.flatMap((seen) => {
    const [head = [], ...rows] = laneRows(seen);
    const words = rows.map(([lane, ...figures]) =>
      figures.reduce(
        (line, value, at) => `${line} ${head[at + 1]} ${value}`,
        `process ${seen.name}: ${lane}:`,
      ),
    );
    return [`process ${processWords(seen, now)}`, ...words, ...breakerWords(seen)];
  });
}

/** A report in whole lines, each of which says what it is about. */
export function plain(report: WatchReport, now: number): string {
  return [
    spanWords(report),
    ...(report.verdicts.length > 0
      ? report.verdicts.flatMap(lines)
      : ["No model of Bedrock has metrics in this time."]),
    ...processLines(report, now),
    ...report.missing.map((words) => `not known: ${words}`),
  ].join("\n");
}

/** One line for each lane, for looks that follow each other. */
export function briefly(report: WatchReport, now: number): string {
  return report.verdicts
    .filter(({ state }) => state !== "nothing")
    .map((verdict) => {
      const figures = rowsOf(verdict.metrics).slice(0, 5);
      const last = figures.map((row) => `${row.label} ${short(Math.round(figuresOf(row).last ?? 0))}`);
      return `${moment(now)} ${verdict.region} ${publicModel(verdict.model)} ${last.join(", ")}: ${verdict.title}`;
    })
    .join("\n");
}
