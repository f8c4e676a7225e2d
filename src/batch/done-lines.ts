import type { Standing } from "./entry.js";

const FIRST_SIZE = 1024;

/**
 * Which lines of an input are done: a byte for each line up to the last of them, 10 MB for ten million. The byte is 0, or
 * made of the line's checksum, so that an input whose lines have moved is noticed, if not by one line then by the next.
 */
export class DoneLines {
  #bytes = new Uint8Array(FIRST_SIZE);

  mark(line: number, check: number): void {
    if (line >= this.#bytes.length) this.#grow(line);
    this.#bytes[line] = short(check);
  }

  standing(line: number, check: number): Standing {
    const byte = this.#bytes[line] ?? 0;
    if (byte === 0) return "new";
    return byte === short(check) ? "done" : "changed";
  }

  #grow(line: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, line + 1));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** From 1 to 255. */
const short = (check: number): number => 1 + (check % 255);
