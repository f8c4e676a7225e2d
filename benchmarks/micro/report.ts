import Table from "cli-table3";
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
  const drawn = new Table({ head: HEAD, style: { head: [], border: [] } });
  for (const figure of figures) drawn.push(cells(figure));
  return `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores\n${drawn.toString()}`;
}

/** For the page. */
export function markdown({ machine, figures }: Results): string {
  const rows = [HEAD, HEAD.map(() => "---"), ...figures.map(cells)];
  const lines = rows.map((row) => `| ${row.join(" | ")} |`);
  return `${lines.join("\n")}\n\nNode ${machine.node.slice(1)}, ${machine.cpu}, ${machine.cores} cores.`;
}

const [BEGIN, END] = ["<!-- figures: npm run bench:micro -- --write -->", "<!-- end of figures -->"];

/** A page with the text between its two marks replaced. */
export function withTable(page: string, text: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`the page has no place for the figures: ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n\n${text}\n\n${END}${after}`;
}
