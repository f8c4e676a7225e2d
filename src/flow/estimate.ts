/**
 * How many tokens of input a text is, as one lane has learned it: its size times a ratio that follows real usage.
 *
 * Size is bytes of UTF-8, not characters: a token is about four bytes of English and of Chinese alike, but four
 * characters of the one and one of the other. So the ratio starts near, and fits a lane with both.
 */
export interface TokenRatio {
  readonly perByte: number;
  /** Bytes of a request as they are here, smoothed; 0 before the first answer. */
  readonly typical: number;
}

export const UNTAUGHT: TokenRatio = { perByte: 1 / 4, typical: 0 };

/** How far one answer moves what is known: forty answers in a row bring it from 1/4 to within a tenth of 1. */
const STEP = 0.05;

/**
 * No text has fewer tokens to a byte, nor more. What lies outside comes from something that is no text (pictures,
 * documents, a prompt that the service keeps), and must not make a lane's texts look absurd.
 */
const LEAST = 1 / 20;
const MOST = 2;

/** Tokens of input that a request of so many bytes is taken for. */
export const estimate = ({ perByte }: TokenRatio, bytes: number): number => Math.ceil(perByte * bytes);

/**
 * The ratio after an answer that says what its request really was.
 *
 * Requests much shorter than is typical move it less: what they carry besides their text (roles, templates) is more
 * than the text itself, and would make the long ones, which weigh on a quota, look several times larger.
 */
export function correct(ratio: TokenRatio, bytes: number, realInput: number): TokenRatio {
  const told = bytes > 0 && realInput > 0 && Number.isFinite(bytes) && Number.isFinite(realInput);
  if (!told) return ratio;
  const typical = ratio.typical === 0 ? bytes : towards(ratio.typical, bytes, STEP);
  const real = Math.min(MOST, Math.max(LEAST, realInput / bytes));
  return { perByte: towards(ratio.perByte, real, STEP * Math.min(1, bytes / typical)), typical };
}

const towards = (from: number, to: number, share: number): number => from + share * (to - from);
