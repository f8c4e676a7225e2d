import * as Plot from "@observablehq/plot";
import { INK, QUIET, RED } from "../../scripts/picture-style.js";
import { GREEN, YELLOW } from "./colours.js";
import type { Filled, Series } from "./panels.js";
import { BROWN_OUT } from "./service.js";

interface Value {
  readonly s: number;
  readonly n: number;
  readonly words: string;
  readonly colour: string;
}

const flat = (series: readonly Series[]): Value[] =>
  series.flatMap(({ words, colour, values }) => values.map(([s, n]) => ({ s, n, words, colour })));

/** While home has no capacity, behind everything. */
export const trouble = (): Plot.Markish =>
  Plot.rectX([{}], {
    x1: BROWN_OUT.from / 1000,
    x2: BROWN_OUT.to / 1000,
    fill: QUIET,
    fillOpacity: 0.12,
  });

const lines = (series: readonly Series[]): Plot.Markish[] => [
  Plot.lineY(flat(series), { x: "s", y: "n", z: "words", stroke: "colour", strokeWidth: 1.6 }),
];

/** Layer upon layer, in the order of the series. */
const stacked = (series: readonly Series[]): Plot.Markish[] => [
  Plot.areaY(
    flat(series),
    Plot.stackY(
      { order: series.map(({ words }) => words) },
      { x: "s", y: "n", z: "words", fill: "colour", fillOpacity: 0.75 },
    ),
  ),
];

const LEVELS = [
  ["closed", GREEN],
  ["half-open", YELLOW],
  ["open", RED],
] as const;

/** A band for each breaker; from one sample to the next it stands as it stood. */
function states(series: readonly Series[]): Plot.Markish[] {
  return series.flatMap(({ words, values }, row) => {
    const known = values.filter(([, level]) => Number.isFinite(level));
    const bands = known.slice(0, -1).map(([s, level], i) => ({
      s,
      until: known[i + 1]?.[0] ?? s,
      colour: LEVELS[level]?.[1] ?? QUIET,
    }));
    const place = { y1: row + 0.12, y2: row + 0.72 };
    return [
      Plot.rect(bands, { x1: "s", x2: "until", ...place, fill: "colour", fillOpacity: 0.75 }),
      Plot.text([{ s: known[0]?.[0] ?? 0 }], {
        x: "s",
        y: row + 0.42,
        text: () => words,
        textAnchor: "start",
        dx: 6,
        fill: INK,
        fontWeight: 600,
      }),
    ];
  });
}

export const marksOf = ({ panel, series }: Filled): Plot.Markish[] =>
  ({ lines, stacked, states })[panel.shape](series);

/** What stands in the legend of a panel. */
export const legendOf = ({ panel, series }: Filled): readonly (readonly [words: string, colour: string])[] =>
  panel.shape === "states" ? LEVELS : series.map(({ words, colour }) => [words, colour] as const);
