import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { capacity, flight, rejected, window, words } from "./picture-marks.js";
import { panelsOf } from "./picture-panels.js";
import { type Runs, runBoth } from "./picture-runs.js";
import { FONT, HEIGHT, TOP_ABOVE, WIDTH } from "./picture-style.js";

const XMLNS = "http://www.w3.org/2000/svg";
const FILE = fileURLToPath(new URL("../docs/pictures/effect.svg", import.meta.url));

function options(runs: Runs): Plot.PlotOptions {
  const { slots, governed, bare } = runs;
  const panels = panelsOf(runs);
  const endMs = Math.max(governed.endMs, bare.endMs);
  const label = `seconds since ${governed.calls} calls were sent at once to a service with ${slots} slots`;
  return {
    document: parseHTML("<html><body></body></html>").document,
    width: WIDTH,
    height: HEIGHT,
    marginTop: 10,
    marginLeft: 52,
    marginRight: 100,
    marginBottom: 46,
    insetLeft: 16,
    style: { fontFamily: FONT, fontSize: "13px", background: "white", color: "#24292f" },
    ariaLabel: panels.map(({ title, rejections }) => `${title}, ${rejections}.`).join(" "),
    x: { domain: [0, endMs / 1000], label, labelArrow: "none", labelAnchor: "center", ticks: 14 },
    y: { domain: [0, slots + TOP_ABOVE], label: null, ticks: [0, slots / 2, slots] },
    fy: { axis: null, paddingInner: 0.22, paddingOuter: 0.1 },
    r: { type: "identity" },
    marks: [
      Plot.ruleY([0]),
      ...flight(panels, endMs),
      ...capacity(panels, slots, endMs),
      ...window(panels),
      ...rejected(panels, slots),
      ...words(panels, slots),
    ],
  };
}

/** White also for viewers that don't know the style. */
function ground(document: Document): Element {
  const rect = document.createElementNS(XMLNS, "rect");
  for (const [name, value] of Object.entries({ width: WIDTH, height: HEIGHT, fill: "white" })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}

/** The picture of the effect: the demo's load with and without spillway(), from real runs in virtual time. */
export async function picture(): Promise<string> {
  const svg = Plot.plot(options(await runBoth()));
  svg.setAttribute("xmlns", XMLNS);
  svg.prepend(ground(svg.ownerDocument));
  return `${svg.outerHTML}\n`;
}

// Not when a test imports it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, await picture());
  console.log(`wrote ${FILE}`);
}
