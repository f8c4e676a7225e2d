import * as Plot from "@observablehq/plot";
import { BLUE, INK, ORANGE, QUIET } from "../../scripts/picture-style.js";
import { type Course, DRAWN } from "../regions/courses.js";
import { scenarioOf } from "../regions/scenarios/index.js";
import { type Bar, barsOf, column, type Strip, strips } from "./strips.js";
import { svgOf } from "./svg.js";

const WIDTH = 960;
const PANEL = 140;
const MARGIN = { top: 30, bottom: 46, left: 56 };
/** Above the highest value there is room for a heading. */
const ROOM = 1.35;

const PLACE = { fx: "fx", fy: "fy" } as const;

/** When home is down, behind everything. */
function trouble(fx: string, fy: string): Plot.Markish[] {
  return scenarioOf(DRAWN.scenario).troubles.map(({ fromMs, toMs }) =>
    Plot.rect([{ fx, fy }], {
      ...PLACE,
      x1: fromMs / 1000,
      x2: toMs / 1000,
      y1: 0,
      y2: 1.08,
      fill: QUIET,
      fillOpacity: 0.12,
    }),
  );
}

function ticksOf({ fy, most, step, told }: Strip, fx: string): Plot.Markish {
  const values = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
  const ticks = values.map((value) => ({ fx, fy, s: DRAWN.fromS, share: value / most, text: told(value) }));
  return Plot.text(ticks, { ...PLACE, x: "s", y: "share", text: "text", dx: -8, textAnchor: "end" });
}

function panel(course: Course, strip: Strip): Plot.Markish[] {
  const [fx, { fy }] = [column(course), strip];
  const bars = barsOf(course, strip).filter(({ from, to }) => to > from);
  return [
    ...trouble(fx, fy),
    Plot.rect(bars, {
      ...PLACE,
      x1: "s",
      x2: ({ s }: Bar) => s + 1,
      y1: "from",
      y2: "to",
      fill: "fill",
      inset: 0.3,
    }),
    Plot.ruleY([{ fx, fy, share: 0 }], { ...PLACE, y: "share" }),
    Plot.text([{ fx, fy, s: DRAWN.fromS, share: ROOM }], {
      ...PLACE,
      x: "s",
      y: "share",
      text: () => strip.heading(course),
      textAnchor: "start",
      dy: 8,
      fill: INK,
    }),
  ];
}

/** The name of each column, above all. */
const names = (courses: readonly Course[], fy: string): Plot.Markish =>
  Plot.text(
    courses.map((course) => ({ fx: column(course), fy, s: DRAWN.fromS, share: ROOM })),
    {
      ...PLACE,
      x: "s",
      y: "share",
      text: "fx",
      textAnchor: "start",
      dy: -14,
      fontSize: 16,
      fontWeight: 600,
      fill: INK,
    },
  );

/** Which colour is where, at the end of the first heading of each column. */
const legend = (courses: readonly Course[], fy: string): Plot.Markish[] =>
  (
    [
      ["home", BLUE, -44],
      ["away", ORANGE, 0],
    ] as const
  ).map(([words, fill, dx]) =>
    Plot.text(
      courses.map((course) => ({ fx: column(course), fy, s: DRAWN.toS, share: ROOM })),
      {
        ...PLACE,
        x: "s",
        y: "share",
        text: () => words,
        textAnchor: "end",
        dx,
        dy: 8,
        fontWeight: 600,
        fill,
      },
    ),
  );

/** Answers, wasted attempts and waiting, second by second, a column for each policy. */
export function failoverPicture(courses: readonly Course[]): string {
  const rows = strips(courses);
  const told = courses.map(
    (course) => `${column(course)}: ${rows.map(({ heading }) => heading(course)).join("; ")}.`,
  );
  return svgOf({
    width: WIDTH,
    height: MARGIN.top + MARGIN.bottom + PANEL * rows.length,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: 12,
    ariaLabel: `Home is down for a minute. ${told.join(" ")}`,
    x: {
      domain: [DRAWN.fromS, DRAWN.toS],
      label: "seconds; grey: home down",
      labelArrow: "none",
      labelAnchor: "center",
      ticks: 6,
    },
    y: { domain: [0, ROOM], axis: null },
    fx: { axis: null, domain: courses.map(column), paddingInner: 0.08 },
    fy: { axis: null, domain: rows.map(({ fy }) => fy), paddingInner: 0.1 },
    color: { type: "identity" },
    marks: [
      ...rows.flatMap((strip) => courses.flatMap((course) => panel(course, strip))),
      ...rows.flatMap((strip) => courses.slice(0, 1).map((course) => ticksOf(strip, column(course)))),
      ...rows.slice(0, 1).flatMap(({ fy }) => [names(courses, fy), ...legend(courses, fy)]),
    ],
  });
}
