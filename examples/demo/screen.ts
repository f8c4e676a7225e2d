import { stripVTControlCharacters } from "node:util";

/** Columns of a terminal that doesn't tell. */
const USUAL = 80;

/** Columns below which there is no panel and no table, only lines. */
const NARROWEST = 60;

export const columnsOf = ({ columns }: NodeJS.WriteStream): number => columns || USUAL;

/**
 * How many cells a line may take: one less than the terminal has, as some break a line that fills them all. Without
 * end for what is no terminal, so that nothing gets broken in files and pipes.
 */
export const roomOn = (stream: NodeJS.WriteStream): number =>
  stream.isTTY ? columnsOf(stream) - 1 : Number.POSITIVE_INFINITY;

export const isNarrow = (room: number): boolean => room < NARROWEST - 1;

/** Cells that a text takes; all characters of this demo take one, control sequences none. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** As many parts to a line as there is room for. */
export function fill(parts: readonly string[], separator: string, room: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : last + separator + part;
    if (last !== undefined && widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** Breaks long lines between words. */
export const wrap = (text: string, room: number): string =>
  text
    .split("\n")
    .flatMap((line) => fill(line.split(" "), " ", room))
    .join("\n");

/** Rows that a text takes once a terminal of so many columns has broken its lines. */
export const rowsOf = (text: string, columns: number): number =>
  text
    .split("\n")
    .map((line) => Math.max(1, Math.ceil(widthOf(line) / columns)))
    .reduce((total, rows) => total + rows, 0);
