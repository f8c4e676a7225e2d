import Table from "cli-table3";
import { tableOf } from "../markdown.js";
import type { Figure, Results } from "./figures.js";

const digits = (value: number): string =>
  value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

const HEAD = ["what", "unit", "median", "least", "limit", ""];

/** The median is what is promised; of a size there is only one. */
function cells({ name, unit, median, min, limit }: Figure): string[] {
  const held = limit === undefined ? "" : median <= limit ? "held" : "missed";
  return [name, unit, digits(median), digits(min), limit === undefined ? "" : String(limit), held];
}

/** For a terminal. */
export function table({ machine, figures }: Results): string {
  const drawn = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  for (const figure of figures) drawn.push(cells(figure));
  return `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores\n${drawn.toString()}`;
}

/** For the page. */
function markdown({ machine, figures }: Results): string {
  return `${tableOf(HEAD, figures.map(cells), 2)}\n\nNode ${machine.node}, ${machine.cpu}, ${machine.cores} cores.`;
}

/** A page with its table as the results say. */
export function filled(page: string, results: Results): string {
  const between = /(<!-- bench:micro -->\n)[\s\S]*(<!-- \/bench:micro -->)/;
  if (!between.test(page)) throw new Error("the page has no place for the figures: <!-- bench:micro -->");
  // By a function: what stands in the text shall mean nothing.
  return page.replace(between, (_, begin, end) => `${begin}${markdown(results)}\n${end}`);
}
