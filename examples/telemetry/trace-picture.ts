import * as Plot from "@observablehq/plot";
import { svgOf } from "../../benchmarks/pictures/svg.js";
import { BLUE, INK, ORANGE, QUIET, RED } from "../../scripts/picture-style.js";
import { GREEN } from "./colours.js";
import type { Kind, Row } from "./trace.js";

const WIDTH = 960;
/** Where the names end and time begins, and where it ends. */
const [LEFT, RIGHT] = [208, 940];
const TOP = 84;
const BAR = 20;
const LINE = 17;
/** Between two spans. */
const GAP = 12;
/** Of letters at the size of a note, on average. */
const LETTER = 6.6;

const COLOURS: Readonly<Record<Kind, string>> = {
  application: QUIET,
  call: BLUE,
  wait: ORANGE,
  attempt: GREEN,
};

/** A row with its place, in pixels. */
interface Placed extends Row {
  readonly y: number;
  readonly x1: number;
  readonly x2: number;
  readonly lines: readonly string[];
}

const durationOf = ({ from, to }: Row): string => `${Math.round(to - from)} ms`;

/** Notes in as few lines as fit. */
export function wrapped(notes: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const note of notes) {
    const longer = lines.length === 0 ? note : `${lines.at(-1)}; ${note}`;
    if (lines.length > 0 && longer.length * LETTER <= room) lines[lines.length - 1] = longer;
    else lines.push(note);
  }
  return lines;
}

/** Notes begin under their bar, or end under its end where there is more room. */
const roomOf = (x1: number, x2: number): number => Math.max(RIGHT - x1, x2 - LEFT);

function placedOf(rows: readonly Row[]): { readonly placed: readonly Placed[]; readonly height: number } {
  const last = Math.max(1, ...rows.map(({ to }) => to));
  const xOf = (ms: number): number => LEFT + ((RIGHT - LEFT) * ms) / last;
  let y = TOP;
  const placed = rows.map((row) => {
    const [x1, x2] = [xOf(row.from), Math.max(xOf(row.to), xOf(row.from) + 2)];
    const lines = wrapped(row.notes, roomOf(x1, x2));
    const place = { ...row, x1, x2, y, lines };
    y += BAR + LINE * lines.length + GAP;
    return place;
  });
  return { placed, height: y + 8 };
}

const text = (words: string, x: number, y: number, options: Plot.TextOptions = {}): Plot.Markish =>
  Plot.text([words], { x, y, textAnchor: "start", fill: INK, fontSize: 13, ...options });

/** Where the duration stands: in the bar, to its right or to its left, wherever there is room. */
function durationMark(row: Placed, colour: string): Plot.Markish {
  const { x1, x2, y } = row;
  const words = durationOf(row);
  const [width, seam] = [words.length * (LETTER + 2), 6];
  const put = (x: number, textAnchor: "start" | "middle" | "end", fill: string) =>
    text(words, x, y + BAR / 2, { textAnchor, fill, fontWeight: 600 });
  if (x2 - x1 > width + seam) return put((x1 + x2) / 2, "middle", "white");
  return x2 + seam + width <= WIDTH ? put(x2 + seam, "start", colour) : put(x1 - seam, "end", colour);
}

function marksOf(row: Placed): Plot.Markish[] {
  const { kind, name, depth, failed, x1, x2, y, lines } = row;
  const colour = failed ? RED : COLOURS[kind];
  const longest = Math.max(0, ...lines.map((line) => line.length * LETTER));
  const [x, textAnchor] = longest <= RIGHT - x1 ? [x1, "start" as const] : [x2, "end" as const];
  return [
    Plot.rect([{}], { x1, x2, y1: y, y2: y + BAR, fill: colour, rx: 3 }),
    text(name, 14 + depth * 14, y + BAR / 2, { fill: colour, fontWeight: 600 }),
    durationMark(row, colour),
    ...lines.map((line, i) => text(line, x, y + BAR + LINE * (i + 0.6), { textAnchor, fill: QUIET })),
  ];
}

/** Lines for moments, at round numbers of milliseconds. */
function axis(last: number, height: number): Plot.Markish[] {
  const step = [50, 100, 200, 250, 500, 1000, 2000, 5000].find((ms) => last / ms <= 8) ?? 10_000;
  const moments = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  return moments.flatMap((ms) => {
    const x = LEFT + ((RIGHT - LEFT) * ms) / last;
    const line = Plot.ruleX([x], { y1: TOP - 10, y2: height - 8, stroke: QUIET, strokeOpacity: 0.2 });
    return [line, text(`${ms} ms`, x, TOP - 20, { textAnchor: "middle", fill: QUIET, fontSize: 12 })];
  });
}

/** A trace as a waterfall, with what was decided written under the spans. */
export function tracePicture(rows: readonly Row[], model: string): string {
  const { placed, height } = placedOf(rows);
  const last = Math.max(1, ...rows.map(({ to }) => to));
  const told = rows.map((row) => `${row.name}, ${durationOf(row)}: ${row.notes.join("; ")}`);
  return svgOf({
    width: WIDTH,
    height,
    margin: 0,
    ariaLabel: `One call as a trace. ${told.join(". ")}.`,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      text("One call, as a trace", 14, 24, { fontSize: 17, fontWeight: 600 }),
      text(model, 14, 46, { fill: QUIET }),
      ...axis(last, height),
      ...placed.flatMap(marksOf),
    ],
  });
}
