/** One line of a file, without its end mark. */
export interface RawLine {
  /** From 1. */
  readonly line: number;
  /** Undefined for one that is longer than is allowed: it was read over, not kept. */
  readonly bytes: Buffer | undefined;
  readonly length: number;
  /** Bytes of the file up to its end, with its end mark. */
  readonly end: number;
  /** Whether it has an end mark; only the last line of a file may have none. */
  readonly ended: boolean;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts a file into lines, whatever the pieces that it comes in. Holds one line at most, and none longer than `longest`. */
export class LineSplitter {
  readonly #longest: number;
  #parts: Buffer[] = [];
  #length = 0;
  #line = 0;
  #offset: number;

  /** @param offset where in the file the first piece begins: at the beginning of a line */
  constructor(longest: number, offset = 0) {
    this.#longest = longest;
    this.#offset = offset;
  }

  /** The lines that end within this piece, whose memory must not be used again. */
  *lines(piece: Buffer): Generator<RawLine> {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      this.#keep(piece.subarray(from, at));
      from = at + 1;
      yield this.#cut(true);
    }
    if (from < piece.length) this.#keep(piece.subarray(from));
  }

  /** The last line, where the file does not end with an end mark. */
  last(): RawLine | undefined {
    return this.#length === 0 ? undefined : this.#cut(false);
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= this.#longest + 1) this.#parts.push(part);
    else this.#parts = [];
  }

  #cut(ended: boolean): RawLine {
    const length = this.#length;
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const first = this.#offset === 0;
    this.#line++;
    this.#offset += length + (ended ? 1 : 0);
    this.#parts = [];
    this.#length = 0;
    const bytes = length > this.#longest + 1 || whole === undefined ? undefined : bare(whole, ended, first);
    const kept = bytes !== undefined && bytes.length <= this.#longest ? bytes : undefined;
    return { line: this.#line, bytes: kept, length: bytes?.length ?? length, end: this.#offset, ended };
  }
}

/** Without a return before the end mark, and without a mark of the byte order at the beginning of the file. */
function bare(line: Buffer, ended: boolean, first: boolean): Buffer {
  const from = first && line.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  const to = ended && line.at(-1) === RETURN ? line.length - 1 : line.length;
  return line.subarray(from, Math.max(from, to));
}
