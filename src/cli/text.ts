import Table from "cli-table3";

/** Lines of words, none longer than `width` unless one word is; `hanging` before all but the first. */
export function wrapped(words: string, width: number, indent = "", hanging = indent): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words.split(/\s+/)) {
    const before = lines.length === 0 ? indent : hanging;
    if (line !== "" && before.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, at) => (at === 0 ? indent : hanging) + text).join("\n");
}

/** Pieces of a long word that can stand in lines of `width`, cut after a sign where there is one. */
export function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const head = word.slice(0, width);
  const sign = Math.max(...[".", ":", "/", "-"].map((char) => head.lastIndexOf(char)));
  const cut = sign >= width / 4 ? sign + 1 : width;
  return [word.slice(0, cut), ...pieces(word.slice(cut), width)];
}

/** Words for a cell of a table: whole lines, with no word longer than the cell. */
export const inCell = (words: string, width: number): string =>
  wrapped(
    words
      .split(/\s+/)
      .flatMap((word) => pieces(word, width))
      .join(" "),
    width,
  );

const NO_LINES = Object.fromEntries(
  "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid"
    .split(" ")
    .map((name) => [name, ""]),
);

/** A table without lines, two blanks between columns. */
export function bare(
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[] = [],
): string {
  const table = new Table({
    chars: { ...NO_LINES, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: [...aligns],
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** As many columns as people read well. */
const WIDEST = 120;
const USUAL = 80;

export const widthOf = ({ columns }: { readonly columns?: number }): number =>
  Math.min(columns ?? USUAL, WIDEST);
