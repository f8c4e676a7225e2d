import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { short } from "../operate/figures.js";
import { type Points, perMinute } from "../operate/metric-series.js";
import { type LaneMetrics, tokensOf } from "../operate/verdict-facts.js";
import type { WatchReport } from "../operate/watch.js";
import { publicModel } from "../public-model.js";
import { moment } from "./watch-words.js";

/*
 * The picture of a report. Its libraries weigh more than all the rest of the command: it is a file of its own, loaded
 * when somebody wants a picture.
 */

const XMLNS = "http://www.w3.org/2000/svg";
const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const [INK, BLUE, RED, ORANGE] = ["#1f2328", "#2f7fb8", "#cf222e", "#b3500b"];
const [WIDTH, HEAD, PANEL, GAP] = [960, 34, 190, 14];
/** More would be no picture any more. */
const MOST = 8;

interface Layer {
  readonly points: Points;
  readonly stroke: string;
  readonly name: string;
}

interface Panel {
  readonly label: string;
  readonly layers: readonly Layer[];
  readonly quota: number | undefined;
}

const layer = (name: string, stroke: string, points: Points | undefined): readonly Layer[] =>
  points === undefined ? [] : [{ name, stroke, points }];

function panelsOf({ series, quotas }: LaneMetrics): readonly Panel[] {
  const { points, span } = series;
  const scaled = (values: Points | undefined): Points | undefined => values && perMinute(values, span);
  const { use, estimated } = tokensOf(series);
  return [
    {
      label: "requests/min",
      quota: quotas.requestsPerMinute,
      layers: [
        ...layer("accepted", BLUE, scaled(points.accepted)),
        ...layer("throttled", RED, scaled(points.throttles)),
        ...layer("server errors", ORANGE, scaled(points.serverErrors)),
      ],
    },
    {
      label: estimated ? "quota tokens/min, estimated" : "quota tokens/min",
      quota: quotas.tokensPerMinute,
      layers: layer("tokens", BLUE, scaled(use)),
    },
  ];
}

/** `14:30`, or with its day where there are several. */
const clock =
  (spanMs: number) =>
  (at: Date): string =>
    spanMs > 86_400_000 ? at.toISOString().slice(5, 16).replace("T", " ") : at.toISOString().slice(11, 16);

function plot(panel: Panel, { series }: LaneMetrics, document: Document, width: number): Element {
  const { from, to, periodMs } = series.span;
  const marks = panel.layers.flatMap(({ points, stroke, name }) => {
    const values = points.map((value, step) => ({ at: new Date(from + step * periodMs), value: value ?? 0 }));
    const place = { x: "at", y: "value" } as const;
    return [
      Plot.areaY(values, { ...place, fill: stroke, fillOpacity: 0.15 }),
      Plot.lineY(values, { ...place, stroke, strokeWidth: 1.3 }),
      Plot.text([values.at(-1)], { ...place, text: () => name, fill: stroke, textAnchor: "start", dx: 5 }),
    ];
  });
  const quota =
    panel.quota === undefined
      ? []
      : [
          Plot.ruleY([panel.quota], { stroke: INK, strokeDasharray: "5 4" }),
          Plot.text([panel.quota], {
            y: (value: number) => value,
            frameAnchor: "left",
            dy: -7,
            dx: 4,
            textAnchor: "start",
            text: (value: number) => `quota ${short(value)}`,
            fill: INK,
          }),
        ];
  return Plot.plot({
    document,
    width,
    height: PANEL,
    marginRight: 78,
    marginLeft: 52,
    marginTop: 26,
    style: { fontFamily: FONT, fontSize: "11px", background: "white", color: INK },
    x: {
      type: "utc",
      domain: [new Date(from), new Date(to)],
      label: null,
      ticks: 6,
      tickFormat: clock(to - from),
    },
    y: { label: panel.label, labelArrow: "none", ticks: 4, tickFormat: short, zero: true, nice: true },
    marks: [Plot.ruleY([0]), ...marks, ...quota],
  });
}

function make(document: Document, name: string, attributes: Readonly<Record<string, unknown>>): Element {
  const made = document.createElementNS(XMLNS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function text(document: Document, y: number, words: string, weight: number): Element {
  const made = make(document, "text", { x: 12, y, fill: INK, "font-size": 14, "font-weight": weight });
  made.setAttribute("font-family", FONT);
  made.textContent = words;
  return made;
}

/** A report as an SVG: for each lane, what was worst first, requests and tokens beside their quotas. */
export function picture({ verdicts, span }: WatchReport): string {
  const { document } = parseHTML("<html><body></body></html>");
  const shown = verdicts.filter(({ state }) => state !== "nothing").slice(0, MOST);
  const height = HEAD + shown.length * (HEAD + PANEL + GAP);
  const svg = make(document, "svg", {
    xmlns: XMLNS,
    width: WIDTH,
    height,
    viewBox: `0 0 ${WIDTH} ${height}`,
  });
  svg.append(
    make(document, "rect", { width: WIDTH, height, fill: "white" }),
    text(document, 22, `Amazon Bedrock, ${moment(span.from)} to ${moment(span.to)}`, 400),
  );
  shown.forEach(({ region, model, title, metrics }, at) => {
    const top = HEAD + at * (HEAD + PANEL + GAP);
    svg.append(text(document, top + 20, `${region}  ${publicModel(model)}  (${title})`, 600));
    panelsOf(metrics).forEach((panel, column) => {
      const drawn = plot(panel, metrics, document, WIDTH / 2);
      drawn.setAttribute("x", String((column * WIDTH) / 2));
      drawn.setAttribute("y", String(top + HEAD - 6));
      svg.append(drawn);
    });
  });
  return `${svg.outerHTML}\n`;
}
