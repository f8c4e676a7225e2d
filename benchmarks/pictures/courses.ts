import * as Plot from "@observablehq/plot";
import { BLUE, DARK_BLUE, INK, ORANGE, RED } from "../../scripts/picture-style.js";
import { slotsAt } from "../../src/simulator/slots.js";
import { type Course, EVERY_MS } from "../courses.js";
import { scenarioOf } from "../scenarios/index.js";
import { svgOf } from "./svg.js";

const WIDTH = 900;
const PANEL = 190;
const MARGIN = { top: 14, bottom: 46 };
/** Above the highest capacity there is room for the title. */
const ROOM = 1.45;
const REJECTED_AT = 1.1;
const PLACE = { fy: "panel", x: "s", y: "share" } as const;

interface Point {
  readonly panel: string;
  readonly s: number;
  /** Of the highest capacity of the panel. */
  readonly share: number;
  readonly n: number;
}

interface Panel {
  readonly panel: string;
  readonly title: string;
  readonly most: number;
  readonly capacity: readonly Point[];
  readonly window: readonly Point[];
  readonly inFlight: readonly Point[];
  readonly rejected: readonly Point[];
}

function panelOf(course: Course): Panel {
  const { title, server } = scenarioOf(course.scenario);
  const panel = course.scenario;
  const slots = course.window.map((_, i) => slotsAt(server.slots ?? 0, i * EVERY_MS));
  const most = Math.max(...slots);
  const points = (values: readonly number[]): Point[] =>
    values.map((n, i) => ({ panel, s: ((i + 1) * EVERY_MS) / 1000, share: n / most, n }));
  return {
    panel,
    title,
    most,
    capacity: points(slots),
    window: points(course.window),
    inFlight: points(course.inFlight),
    rejected: points(course.rejected)
      .filter(({ n }) => n > 0)
      .map((point) => ({ ...point, share: REJECTED_AT })),
  };
}

const line = (points: readonly Point[], options: Plot.LineYOptions): Plot.Markish =>
  Plot.lineY(points, { ...PLACE, curve: "step-after", ...options });

function label(
  panel: string,
  at: readonly [s: number, share: number],
  text: string,
  options: Plot.TextOptions,
) {
  const [s, share] = at;
  return Plot.text([{ panel, s, share }], { ...PLACE, text: () => text, textAnchor: "start", ...options });
}

const sum = (points: readonly Point[]): number => points.reduce((total, { n }) => total + n, 0);

function marks({ panel, title, most, capacity, window, inFlight, rejected }: Panel): Plot.Markish[] {
  const ticks = [0, most / 2, most].map((n) => ({ panel, s: 0, share: n / most, n }));
  return [
    Plot.areaY(inFlight, { ...PLACE, curve: "step-after", fill: BLUE, fillOpacity: 0.35 }),
    line(capacity, { stroke: INK, strokeDasharray: "5 3", strokeWidth: 1.3 }),
    line(window, { stroke: ORANGE, strokeWidth: 1.8 }),
    Plot.dot(rejected, { ...PLACE, r: ({ n }: Point) => 1.6 * Math.sqrt(n), fill: RED, fillOpacity: 0.75 }),
    Plot.ruleY([{ panel, share: 0 }], { fy: "panel", y: "share" }),
    Plot.text(ticks, { ...PLACE, text: "n", dx: -8, textAnchor: "end" }),
    label(panel, [0, ROOM], title[0]?.toUpperCase() + title.slice(1), {
      dy: 6,
      fontSize: 16,
      fontWeight: 600,
      fill: INK,
    }),
    label(panel, [0, REJECTED_AT + 0.13], `rejected attempts: ${sum(rejected)}`, {
      fill: RED,
      fontWeight: 600,
    }),
  ];
}

/** Which line is which, once, beside the end of a panel. */
function names({ panel, capacity, window }: Panel): Plot.Markish[] {
  const s = capacity.at(-1)?.s ?? 0;
  const side = { dx: 8, fontWeight: 600 };
  const level = window.at(-1)?.share ?? 1;
  return [
    label(panel, [s, level], "window", { ...side, fill: ORANGE, dy: -8 }),
    label(panel, [s, capacity.at(-1)?.share ?? 1], "capacity", { ...side, fill: INK, dy: 8 }),
    label(panel, [s, level / 2], "in flight", { ...side, fill: DARK_BLUE }),
  ];
}

/** Window, in flight and capacity over time, a panel for each course. */
export function coursesPicture(courses: readonly Course[]): string {
  const panels = courses.map(panelOf);
  const seconds = Math.max(...panels.flatMap(({ capacity }) => capacity.map(({ s }) => s)));
  const told = panels.map(({ title, rejected }) => `${title}: ${sum(rejected)} attempts rejected.`);
  return svgOf({
    width: WIDTH,
    height: MARGIN.top + MARGIN.bottom + PANEL * panels.length,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    marginLeft: 44,
    marginRight: 84,
    ariaLabel: `spillway's window follows the capacity of a service. ${told.join(" ")}`,
    x: {
      domain: [0, seconds],
      label: "seconds; each service is wanted by 100 callers at once",
      labelArrow: "none",
      labelAnchor: "center",
      ticks: 10,
    },
    y: { domain: [0, ROOM], axis: null },
    fy: { axis: null, domain: panels.map(({ panel }) => panel), paddingInner: 0.12 },
    r: { type: "identity" },
    marks: [...panels.flatMap(marks), ...panels.slice(0, 1).flatMap(names)],
  });
}
