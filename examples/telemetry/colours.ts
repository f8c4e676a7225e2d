import { BLUE, ORANGE, QUIET, RED } from "../../scripts/picture-style.js";

export const GREEN = "#1a7f37";
export const YELLOW = "#9a6700";

/** Of series, in this order. */
export const PALETTE: readonly string[] = [BLUE, ORANGE, "#8250df", "#0a7c86", "#bf3989", QUIET, YELLOW];

/** Words that have a colour of their own, wherever they stand. */
const FIXED: Readonly<Record<string, string>> = { success: GREEN, failed: RED, capacity: RED };

export const colourOf = (words: string, i: number): string =>
  FIXED[words] ?? PALETTE[i % PALETTE.length] ?? QUIET;
