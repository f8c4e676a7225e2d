import * as Plot from "@observablehq/plot";
import { BLUE, INK, ORANGE, RED } from "../../scripts/picture-style.js";
import { type Course, DRAWN } from "../regions/courses.js";
import { POLICIES } from "../regions/policies.js";
import { HOME } from "../regions/scenario.js";
import { scenarioOf } from "../regions/scenarios/index.js";
import { svgOf } from "./svg.js";

const WIDTH = 960;
const PANEL = 150;
const MARGIN = { top: 34, bottom: 46 };
/** Above the highest value there is room for a heading. */
const ROOM = 1.28;

interface Point {
  readonly fx: string;
  readonly fy: string;
  readonly s: number;
  /** Of the highest value of the row of panels. */
  readonly share: number;
  readonly n: number;
}

type Series = Exclude<keyof Course, "policy" | "seed">;

/** A row of panels: series drawn over each other. */
interface Strip {
  readonly fy: string;
  readonly heading: string;
  readonly series: readonly Series[];
  readonly ticks: readonly number[];
  readonly unit: string;
  readonly most: number;
}

const PLACE = { fx: "fx", fy: "fy" } as const;
const COLOURS: Readonly<Record<Series, string>> = { home: BLUE, away: ORANGE, wasted: RED, firstMs: INK };

const column = ({ policy }: Course): string => POLICIES[policy].title;

const highest = (courses: readonly Course[], of: (course: Course) => readonly number[]): number =>
  Math.max(1, ...courses.flatMap(of));

function strips(courses: readonly Course[]): Strip[] {
  const served = highest(courses, ({ home, away }) => home.map((n, i) => n + (away[i] ?? 0)));
  const wasted = highest(courses, (course) => course.wasted);
  const first = highest(courses, ({ firstMs }) => firstMs);
  return [
    { fy: "served", heading: "answers per second", series: ["home", "away"], most: served, ticks: [0, 5, 10], unit: "" },
    { fy: "wasted", heading: "attempts per second that came to nothing", series: ["wasted"], most: wasted, ticks: [0, 5, 10], unit: "" },
    { fy: "first", heading: "longest time to the first token", series: ["firstMs"], most: first, ticks: [0, 1000, 2000, 3000], unit: " s" },
  ];
}

function pointsOf(course: Course, { fy, most }: Strip, series: Series): Point[] {
  return course[series].map((n, i) => ({ fx: column(course), fy, s: DRAWN.fromS + i, share: n / most, n }));
}
