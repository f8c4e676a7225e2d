import * as Plot from "@observablehq/plot";
import { svgOf } from "../benchmarks/pictures/svg.js";
import { INK, QUIET } from "./picture-style.js";

/** A place in the picture, in pixels from its upper left corner. */
export type At = readonly [x: number, y: number];

/** A rectangle with a heading and lines below it. */
export interface Box {
  readonly from: At;
  readonly to: At;
  readonly title: string;
  readonly lines?: readonly string[];
  readonly color: string;
}

/** Words at a place. */
export interface Words {
  readonly at: At;
  readonly text: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly color?: string;
}

/** A line with a head at its end. */
export interface Arrow {
  /** Its points, as in SVG: `x,y x,y`. */
  readonly through: string;
  readonly color?: string;
  readonly dashed?: boolean;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who can't see it. */
  readonly told: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly words: readonly Words[];
}

const TEXT = 15;
const TITLE = 18;
const LINE = 20;
const PAD = 14;

const middle = ({ from, to }: Box): At => [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];

function write({ at, text, anchor = "start", color = INK }: Words): Plot.Markish {
  return Plot.text([{ text }], {
    x: at[0],
    y: at[1],
    text: "text",
    textAnchor: anchor,
    fill: color,
    fontSize: TEXT,
    lineHeight: LINE / TEXT,
    // A seam of the ground's colour, for words that a line comes near.
    stroke: "white",
    strokeWidth: 4,
  });
}

function frame({ from, to, color }: Box): Plot.Markish[] {
  const place = { x1: from[0], y1: from[1], x2: to[0], y2: to[1], rx: 8 };
  return [
    Plot.rect([{}], { ...place, fill: "white" }),
    Plot.rect([{}], { ...place, fill: color, fillOpacity: 0.12, stroke: color, strokeWidth: 1.5 }),
  ];
}

/** Heading and lines, in the middle of the box from top to bottom. */
function inscribe(box: Box): Plot.Markish[] {
  const { title, lines = [], color, from } = box;
  const [x, y] = middle(box);
  const top = y - (lines.length * LINE) / 2;
  const put = (text: string, row: number, rest: object): Plot.Markish =>
    Plot.text([{ text }], {
      x: lines.length > 1 ? from[0] + PAD : x,
      y: top + row * LINE,
      text: "text",
      ...rest,
    });
  const textAnchor = lines.length > 1 ? "start" : "middle";
  return [
    put(title, 0, { textAnchor, fill: color, fontSize: TITLE, fontWeight: 700 }),
    ...lines.map((line, i) => put(line, i + 1.1, { textAnchor, fill: INK, fontSize: TEXT })),
  ];
}

function draw({ through, color = QUIET, dashed = false }: Arrow): Plot.Markish[] {
  const style = { stroke: color, strokeWidth: 1.8, ...(dashed && { strokeDasharray: "5 4" }) };
  const points = through.split(" ").map((point) => point.split(",").map(Number));
  const [from, to] = points.slice(-2);
  const last = Plot.arrow([{}], {
    x1: from?.[0] ?? 0,
    y1: from?.[1] ?? 0,
    x2: to?.[0] ?? 0,
    y2: to?.[1] ?? 0,
    headLength: 7,
    ...style,
  });
  const before = points.slice(0, -1);
  if (before.length < 2) return [last];
  return [Plot.line(before, { x: "0", y: "1", ...style }), last];
}

/** The text of its file. */
export function diagramOf({ width, height, told, boxes, arrows, words }: Diagram): string {
  return svgOf({
    width,
    height,
    margin: 0,
    ariaLabel: told,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      ...boxes.flatMap(frame),
      ...arrows.flatMap(draw),
      ...boxes.flatMap(inscribe),
      ...words.map(write),
    ],
  });
}
