import type { Row } from "./row.js";
import type { Spread } from "./statistics.js";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A table for a page: so many names at the left, then figures. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[], names = 1): string =>
  [line(head), line(head.map((_, i) => (i < names ? "---" : "---:"))), ...rows.map(line)].join("\n");

export const short = (value: number): string => value.toFixed(value === 0 ? 0 : value < 9.95 ? 2 : 0);
export const seconds = ({ median }: Spread): string => (median / 1000).toFixed(1);

/** With what the rows were run. */
export function ranWith(rows: readonly Row<unknown, string>[]): string {
  const versions = [...new Set(rows.map((row) => row.with))].sort();
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  return `Seeds ${seeds.join(", ")}; ${versions.join("; ")}.`;
}

/** The text with each part between its marks. */
export function filled(text: string, parts: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [mark, part] of parts) {
    const between = new RegExp(`(<!-- ${mark} -->)[\\s\\S]*?(<!-- /${mark} -->)`);
    result = result.replace(between, (_, open: string, close: string) => `${open}\n\n${part}\n\n${close}`);
  }
  return result;
}
