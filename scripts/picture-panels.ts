import type { Step } from "spillway/simulator";
import type { Run, Runs } from "./picture-runs.js";

/** Rejections within so many ms share a mark. */
const BIN_MS = 250;

/** One of the two panels: a run with its words. */
export interface Panel {
  readonly panel: string;
  readonly title: string;
  readonly run: Run;
  /** About the rejections. */
  readonly rejections: string;
  /** About the end, and where it begins; none for a run that fills the picture. */
  readonly ending?: { readonly at: number; readonly lines: readonly string[] };
}

/** A value at a moment, in seconds. */
export interface Point {
  readonly panel: string;
  readonly s: number;
  readonly n: number;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const title = (name: string, { calls, answered }: Run): string =>
  `${name}: ${answered} of ${calls} calls answered`;

function rejections({ rejectedAt, attempts }: Run): string {
  const atOnce = rejectedAt.filter((at) => at === rejectedAt[0]).length;
  const share = `${rejectedAt.length} of ${attempts} attempts rejected`;
  return atOnce > 1 ? `${share}, ${atOnce} of them in the first instant` : share;
}

function endingOf({ calls, answered, endMs }: Run): { at: number; lines: string[] } {
  return {
    at: endMs / 1000,
    lines: [
      `Over after ${seconds(endMs)}: ${calls - answered} calls have failed,`,
      "and the service stands idle.",
    ],
  };
}

export const panelsOf = ({ governed, bare }: Runs): readonly Panel[] => [
  {
    panel: "1",
    title: title("With spillway()", governed),
    run: governed,
    rejections: rejections(governed),
  },
  {
    panel: "2",
    title: title("AWS SDK alone", bare),
    run: bare,
    rejections: rejections(bare),
    ending: endingOf(bare),
  },
];

/** Steps as points, from 0 to the end. */
export function course(panel: string, steps: readonly Step[], endMs: number): Point[] {
  const points = steps.map(([ms, n]) => ({ panel, s: Math.max(0, ms) / 1000, n }));
  const last = points.at(-1);
  return last ? [...points, { ...last, s: endMs / 1000 }] : [];
}

/** Counts of rejections: a point for each bin that has any, at its middle. */
export function bins(panel: string, rejectedAt: readonly number[]): Point[] {
  const counts = new Map<number, number>();
  for (const ms of rejectedAt) {
    const bin = Math.floor(ms / BIN_MS);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return [...counts].map(([bin, n]) => ({ panel, s: ((bin + 0.5) * BIN_MS) / 1000, n }));
}
