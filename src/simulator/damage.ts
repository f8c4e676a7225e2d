import type { Random } from "../random.js";
import { brokenJson } from "./frames.js";

const PRELUDE_BYTES = 12;
/** A length that is too large lets a client wait for more than ever comes; 64 KiB costs it no memory to speak of. */
const EXTRA_BYTES = 65_536;
const MOST_PIECES = 64;

const below = (count: number, random: Random): number => Math.floor(random() * count);

/** All of it in one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Some of its bytes: at least one, and not all. */
export const part = (bytes: Uint8Array, random: Random): Uint8Array =>
  bytes.subarray(0, 1 + below(bytes.length - 1, random));

/** A byte after the lengths is another one, so that the checksum of the message is wrong. */
function flipped(frame: Uint8Array, random: Random): Uint8Array {
  const copy = frame.slice();
  const at = PRELUDE_BYTES + below(copy.length - PRELUDE_BYTES, random);
  copy[at] = (copy[at] ?? 0) ^ (1 + below(255, random));
  return copy;
}

/** It claims to be longer than it is, and swallows what comes after it. */
function mismeasured(frame: Uint8Array, random: Random): Uint8Array {
  const copy = frame.slice();
  new DataView(copy.buffer).setUint32(0, frame.length + 1 + below(EXTRA_BYTES, random));
  return copy;
}

/** A frame that a client can't read; `variant` is one of `malformed`. */
export function damaged(frame: Uint8Array, variant: string | undefined, random: Random): Uint8Array {
  if (variant === "json") return brokenJson(frame);
  return variant === "length" ? mismeasured(frame, random) : flipped(frame, random);
}

/** The same bytes in small pieces of any size. */
export function pieces(bytes: Uint8Array, random: Random): Uint8Array[] {
  const usual = Math.ceil(bytes.length / MOST_PIECES);
  const all: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + below(2 * usual, random);
    all.push(bytes.subarray(at, at + size));
    at += size;
  }
  return all;
}
