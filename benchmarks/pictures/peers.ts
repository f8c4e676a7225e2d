import * as Plot from "@observablehq/plot";
import { BLUE, DARK_BLUE, INK, QUIET, RED } from "../../scripts/picture-style.js";
import { POLICIES, type PolicyName } from "../policies.js";
import type { Summary } from "../summary.js";
import { svgOf } from "./svg.js";

const COLUMNS = 3;
const WIDTH = 1000;
const ROW = 17;
const HEADING = 46;
const LEFT = 176;
/** Between the bars there is room for none, beyond them for their figures. */
const REACH = 132;

interface Bar {
  readonly fx: string;
  readonly fy: string;
  readonly policy: string;
  readonly used: number;
  readonly rejected: number;
  readonly ours: boolean;
}

const PLACE = { fx: "fx", fy: "fy", y: "policy" } as const;

const figure = (value: number): string => (value === 0 ? "0" : value.toFixed(value < 9.95 ? 1 : 0));

function barsOf(summaries: readonly Summary[], names: readonly string[]): Bar[] {
  return summaries.map(({ scenario, policy, used, rejected }) => {
    const place = names.indexOf(scenario.name);
    return {
      fx: String(place % COLUMNS),
      fy: String(Math.floor(place / COLUMNS)),
      policy: POLICIES[policy].title,
      used: Math.min(100, used.median),
      rejected: rejected.median,
      ours: policy === "spillway",
    };
  });
}

function texts(bars: readonly Bar[]): Plot.Markish[] {
  const text = { ...PLACE, fontSize: 11.5 } as const;
  return [
    Plot.text(bars, {
      ...text,
      x: ({ rejected }: Bar) => -rejected,
      text: ({ rejected }: Bar) => figure(rejected),
      textAnchor: "end",
      dx: -4,
      fill: RED,
    }),
    Plot.text(bars, {
      ...text,
      x: "used",
      text: ({ used }: Bar) => figure(used),
      textAnchor: "start",
      dx: 4,
      fill: DARK_BLUE,
    }),
  ];
}

/** What each panel is about, and which side is which. */
function headings(shown: ReadonlyMap<string, string>, first: string): Plot.Markish[] {
  const titles = [...shown.values()].map((title, place) => ({
    fx: String(place % COLUMNS),
    fy: String(Math.floor(place / COLUMNS)),
    policy: first,
    title,
  }));
  const side = (words: string, x: number, fill: string): Plot.Markish =>
    Plot.text(titles, {
      ...PLACE,
      x,
      text: () => words,
      dy: -17,
      fontSize: 11.5,
      fill,
      textAnchor: x < 0 ? "end" : "start",
    });
  return [
    Plot.text(titles, { ...PLACE, x: 0, text: "title", dy: -34, fontWeight: 600, fill: INK, fontSize: 13.5 }),
    side("% rejected", -4, RED),
    side("% used", 4, DARK_BLUE),
  ];
}

function policyNames(bars: readonly Bar[]): Plot.Markish[] {
  const first = bars.filter(({ fx }) => fx === "0");
  const text = { ...PLACE, x: -REACH, text: "policy", textAnchor: "end", dx: -4 } as const;
  return [
    Plot.text(
      first.filter(({ ours }) => ours),
      { ...text, fontWeight: 700 },
    ),
    Plot.text(
      first.filter(({ ours }) => !ours),
      text,
    ),
  ];
}

/** Capacity used to the right, attempts rejected to the left, for every policy in the main scenarios. */
export function peersPicture(
  summaries: readonly Summary[],
  policies: readonly PolicyName[],
  shown: ReadonlyMap<string, string>,
): string {
  const names = [...shown.keys()];
  const bars = barsOf(summaries, names);
  const order = policies.map((policy) => POLICIES[policy].title);
  const rows = Math.ceil(names.length / COLUMNS);
  const panel = HEADING + ROW * order.length;
  const told = bars
    .filter(({ ours }) => ours)
    .map((bar, i) => `${names[i]}: ${figure(bar.used)} % used, ${figure(bar.rejected)} % rejected.`);
  return svgOf({
    width: WIDTH,
    height: rows * (panel + 14) + 6,
    marginTop: 0,
    marginBottom: 4,
    marginLeft: LEFT,
    marginRight: 8,
    ariaLabel: `Capacity used and attempts rejected, for spillway and its peers. spillway: ${told.join(" ")}`,
    x: { domain: [-REACH, REACH], axis: null },
    y: { domain: order, axis: null, padding: 0.22, insetTop: HEADING },
    fx: { axis: null, paddingInner: 0.06 },
    fy: { axis: null, paddingInner: 0.06 },
    marks: [
      Plot.barX(bars, {
        ...PLACE,
        x1: 0,
        x2: ({ rejected }: Bar) => -rejected,
        fill: RED,
        fillOpacity: ({ ours }: Bar) => (ours ? 1 : 0.55),
      }),
      Plot.barX(bars, {
        ...PLACE,
        x1: 0,
        x2: "used",
        fill: BLUE,
        fillOpacity: ({ ours }: Bar) => (ours ? 1 : 0.55),
      }),
      Plot.tickX(bars, { ...PLACE, x: 0, stroke: QUIET }),
      ...texts(bars),
      ...headings(shown, order[0] ?? ""),
      ...policyNames(bars),
    ],
  });
}
