import * as Plot from "@observablehq/plot";
import { bins, course, type Panel, type Point } from "./picture-panels.js";
import {
  BLUE,
  DARK_BLUE,
  INK,
  MARK_MAX,
  MARK_MIN,
  ORANGE,
  QUIET,
  RED,
  REJECTED_ABOVE,
  TOP_ABOVE,
} from "./picture-style.js";

const PLACE = { fy: "panel", x: "s", y: "n" } as const;

/** Words at a place of a panel. */
const label = (
  panel: string,
  words: string,
  [s, n]: readonly [s: number, n: number],
  options: Plot.TextOptions,
): Plot.Text =>
  Plot.text([{ panel, s, n }], { ...PLACE, text: () => words, textAnchor: "start", fill: QUIET, ...options });

export function flight(panels: readonly Panel[], endMs: number): Plot.Markish[] {
  const points = panels.flatMap(({ panel, run }) => course(panel, run.inFlight, endMs));
  const shape = { ...PLACE, curve: "step-after" } as const;
  return [
    Plot.areaY(points, { ...shape, fill: BLUE, fillOpacity: 0.3 }),
    Plot.lineY(points, { ...shape, stroke: BLUE, strokeWidth: 1 }),
    ...panels.map(({ panel }) =>
      label(panel, "in flight", [0.35, 1.2], { fill: DARK_BLUE, fontWeight: 600 }),
    ),
  ];
}

export function capacity(panels: readonly Panel[], slots: number, endMs: number): Plot.Markish[] {
  const points = panels.flatMap(({ panel }) => course(panel, [[0, slots]], endMs));
  const end = endMs / 1000;
  return [
    Plot.lineY(points, { ...PLACE, stroke: INK, strokeDasharray: "5 4", strokeWidth: 1.2 }),
    ...panels.map(({ panel }) =>
      label(panel, `capacity: ${slots}`, [end, slots], { dx: 7, dy: 5, fill: INK }),
    ),
  ];
}

export function window(panels: readonly Panel[]): Plot.Markish[] {
  const courses = panels.map(({ panel, run }) => course(panel, run.window, run.endMs));
  const ends = courses.flatMap((points) => points.slice(-1));
  return [
    Plot.lineY(courses.flat(), { ...PLACE, curve: "step-after", stroke: ORANGE, strokeWidth: 2 }),
    ...ends.map(({ panel, s, n }) =>
      label(panel, "window", [s, n], { dx: 7, dy: -7, fill: ORANGE, fontWeight: 600 }),
    ),
  ];
}

/** The area of a mark says how many, but for the smallest. */
export function rejected(panels: readonly Panel[], slots: number): Plot.Markish[] {
  const level = slots + REJECTED_ABOVE;
  const counts = panels.map(({ panel, run }) => bins(panel, run.rejectedAt));
  const most = Math.max(1, ...counts.flat().map(({ n }) => n));
  const r = ({ n }: Point): number => Math.max(MARK_MIN, MARK_MAX * Math.sqrt(n / most));
  const dots = { ...PLACE, y: level, r, fill: RED, fillOpacity: 0.7, stroke: "white", strokeWidth: 0.5 };
  const words = panels.map(({ panel, rejections }, i) => {
    const last = Math.max(0, ...(counts[i] ?? []).map(({ s }) => s));
    return label(panel, rejections, [last, level], { dx: 14, fill: RED, fontWeight: 600 });
  });
  return [Plot.dot(counts.flat(), dots), ...words];
}

export const words = (panels: readonly Panel[], slots: number): Plot.Markish[] =>
  panels.flatMap(({ panel, title, ending }) => [
    label(panel, title, [0, slots + TOP_ABOVE], {
      dx: -16,
      dy: -14,
      fontSize: 17,
      fontWeight: 600,
      fill: INK,
    }),
    ...(ending?.lines ?? []).map((line, i) =>
      label(panel, line, [ending?.at ?? 0, slots / 2], { dx: 16, dy: i * 19 - 9, fontSize: 14 }),
    ),
  ]);
