import * as Plot from "@observablehq/plot";
import { svgOf } from "../../benchmarks/pictures/svg.js";
import { INK, QUIET } from "../../scripts/picture-style.js";
import { legendOf, marksOf, trouble } from "./dashboard-marks.js";
import type { Filled } from "./panels.js";
import { BROWN_OUT, HOME } from "./service.js";

const COLUMNS = 2;
const [WIDTH, HEIGHT] = [480, 190];
const HEAD = 44;
/** Room for the title and two lines of the legend. */
const TOP = 72;
/** Of letters at the size of a legend, on average. */
const LETTER = 7.4;
const GAP = 12;

/** In Grafana's words, in ours. */
const UNITS: Readonly<Record<string, string>> = {
  s: "seconds",
  reqps: "per second",
  cps: "per second",
  percentunit: "share",
  short: "",
};

const TICKS: Readonly<Record<string, string>> = { percentunit: "%", cps: "~s" };

/** Where each name of a legend stands: from left to right, and on a second line where there is no more room. */
export function placed(names: readonly string[], room: number): (readonly [x: number, line: number])[] {
  let [x, line] = [0, 0];
  return names.map((name) => {
    const width = name.length * LETTER + GAP;
    if (x > 0 && x + width > room) [x, line] = [0, line + 1];
    const place = [x, line] as const;
    x += width;
    return place;
  });
}

function words(filled: Filled): Plot.Markish[] {
  const { title, unit } = filled.panel;
  const legend = legendOf(filled);
  const places = placed(
    legend.map(([name]) => name),
    WIDTH - 60,
  );
  const at = { frameAnchor: "top-left", textAnchor: "start" } as const;
  const heading = { ...at, dy: -TOP + 18, fontSize: 15, fontWeight: 600, fill: INK };
  const what = UNITS[unit] ?? "";
  return [
    Plot.text([what === "" ? title : `${title}, ${what}`], heading),
    ...legend.map(([name, colour], i) => {
      const [x, line] = places[i] ?? [0, 0];
      return Plot.text([name], {
        ...at,
        dx: x,
        dy: -TOP + 36 + line * 15,
        fill: colour,
        fontWeight: 600,
        fontSize: 12,
      });
    }),
  ];
}

/** One panel, as a picture within the picture. */
function panelOf(filled: Filled, seconds: number): string {
  const { shape, unit } = filled.panel;
  const isStates = shape === "states";
  return svgOf({
    width: WIDTH,
    height: HEIGHT,
    marginTop: TOP,
    marginLeft: 44,
    marginRight: 14,
    marginBottom: 20,
    x: { domain: [0, seconds], label: null, ticks: 7 },
    y: {
      label: null,
      ticks: 4,
      ...(isStates
        ? { axis: null, domain: [0, filled.series.length] }
        : { zero: true, grid: true, nice: true }),
      ...(TICKS[unit] !== undefined && { tickFormat: TICKS[unit] }),
    },
    color: { type: "identity" },
    marks: [trouble(), ...marksOf(filled), Plot.ruleY([0], { stroke: QUIET }), ...words(filled)],
  });
}

const put = (svg: string, x: number, y: number): string =>
  svg.trim().replace(/^<svg/, `<svg x="${x}" y="${y}"`);

/** The panels of the dashboard with the data of a run. */
export function dashboardPicture(panels: readonly Filled[], seconds: number): string {
  const width = WIDTH * COLUMNS;
  const height = HEAD + HEIGHT * Math.ceil(panels.length / COLUMNS);
  const down = `${BROWN_OUT.from / 1000} to ${BROWN_OUT.to / 1000} s`;
  const head = svgOf({
    width,
    height: HEAD,
    margin: 0,
    axis: null,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      Plot.text([`Seconds since the run began. Grey: ${HOME} has no capacity, from ${down}.`], {
        frameAnchor: "left",
        textAnchor: "start",
        dx: 14,
        fontSize: 15,
        fill: INK,
      }),
    ],
  });
  const told = panels.map(
    ({ panel, series }) => `${panel.title}: ${series.map(({ words }) => words).join(", ")}`,
  );
  const label = `Panels of the dashboard. ${told.join(". ")}.`.replaceAll('"', "");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    put(head, 0, 0),
    ...panels.map((filled, i) =>
      put(panelOf(filled, seconds), (i % COLUMNS) * WIDTH, HEAD + Math.floor(i / COLUMNS) * HEIGHT),
    ),
    "</svg>\n",
  ].join("\n");
}
