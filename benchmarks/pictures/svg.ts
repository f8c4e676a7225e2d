import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { FONT } from "../../scripts/picture-style.js";

const XMLNS = "http://www.w3.org/2000/svg";

/** White also for viewers that don't know the style. */
function ground(document: Document, width: number, height: number): Element {
  const rect = document.createElementNS(XMLNS, "rect");
  for (const [name, value] of Object.entries({ width, height, fill: "white" })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}

/** A plot as the text of a file. */
export function svgOf(
  options: Plot.PlotOptions & { readonly width: number; readonly height: number },
): string {
  const svg = Plot.plot({
    document: parseHTML("<html><body></body></html>").document,
    style: { fontFamily: FONT, fontSize: "13px", background: "white", color: "#24292f" },
    ...options,
  });
  svg.setAttribute("xmlns", XMLNS);
  svg.prepend(ground(svg.ownerDocument, options.width, options.height));
  // Tenths of a pixel are enough; what the words say has fewer digits.
  return `${svg.outerHTML.replace(/\d+\.\d{3,}/g, (digits) => Number(digits).toFixed(1))}\n`;
}
