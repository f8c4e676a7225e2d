import type { FileHandle } from "node:fs/promises";
import { batchError } from "./batch-error.js";
import { isTorn, readResult } from "./result-line.js";

const PIECE = 64 * 1024;
const NEWLINE = 0x0a;

/** Bytes of a file from there on, to its end or as many as are asked for. */
export async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** Where the last line begins that has no end mark; the size where each has one. */
async function beginOfLast(file: FileHandle, size: number): Promise<number> {
  for (let to = size; to > 0; ) {
    const from = Math.max(0, to - PIECE);
    const at = (await readAt(file, from, to - from)).lastIndexOf(NEWLINE);
    if (at >= 0) return from + at + 1;
    to = from;
  }
  return 0;
}

/**
 * Mends the last line of an output whose writer was killed: what is only a part of a line is taken away, a whole one
 * gets its end mark. Of a file that is no output nothing is touched.
 *
 * @param recognise throws where what stands before that line, so many bytes, is no output
 * @returns its size now
 * @throws SpillwayError `BATCH_OUTPUT` for a file that is no output of a batch
 */
export async function mend(
  file: FileHandle,
  path: string,
  recognise: (size: number) => Promise<unknown>,
): Promise<number> {
  const { size } = await file.stat();
  const begin = await beginOfLast(file, size);
  if (begin === size) return size;
  const last = await readAt(file, begin, size - begin);
  const isWhole = readResult(last) !== undefined;
  if (!isWhole && !isTorn(last)) throw notResults(path, "its last line");
  await recognise(begin);
  if (isWhole) {
    await file.write(Buffer.from("\n"), 0, 1, size);
    return size + 1;
  }
  await file.truncate(begin);
  return begin;
}

export const notResults = (path: string, where: string): Error =>
  batchError(
    "BATCH_OUTPUT",
    `${path} is there, and ${where} is no line of a batch's output: nothing in it was changed. Choose another output, or --overwrite.`,
  );
