import type { Points } from "../operate/metric-series.js";

const LEVELS = "▁▂▃▄▅▆▇█";

/** The highest of each of `width` parts, so that a peak is never lost. */
function thinned(points: Points, width: number): Points {
  if (points.length <= width) return points;
  return Array.from({ length: width }, (_, cell) => {
    const part = points.slice(
      Math.floor((cell * points.length) / width),
      Math.floor(((cell + 1) * points.length) / width),
    );
    const known = part.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  });
}

/** Values as bars, from 0 to the highest; a blank where nothing is known. */
export function sparkline(points: Points, width: number): string {
  const cells = thinned(points, width);
  const most = Math.max(0, ...cells.map((value) => value ?? 0));
  const bar = (value: number): string =>
    LEVELS[most > 0 ? Math.ceil((Math.max(0, value) / most) * (LEVELS.length - 1)) : 0] ?? "";
  return cells.map((value) => (value === undefined ? " " : bar(value))).join("");
}
