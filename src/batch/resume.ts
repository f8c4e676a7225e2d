import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { DoneLines } from "./done-lines.js";
import type { RecordState } from "./entry.js";
import { ENTRY_BYTES, type Entry, HEAD_BYTES, type Head, readEntry, readHead } from "./journal.js";
import { KnownIds } from "./known-ids.js";
import { LineSplitter } from "./line-splitter.js";
import { notResults, readAt } from "./mend.js";
import { type ReadResult, readResult } from "./result-line.js";

/** What an output holds, as far as it takes to go on with it. */
export interface Before {
  readonly head: Head | undefined;
  /** Where the journal's good entries end; 0: it is of no use. */
  readonly journalEnd: number;
  readonly done: DoneLines;
  /** Of lines of output that the journal does not know. */
  readonly known: KnownIds;
  readonly counts: Record<RecordState, number>;
}

/** A part of the output. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const ENTRIES_AT_ONCE = 4096;
const PIECE = 256 * 1024;
/** So many of the last entries are held against the lines that they tell of. */
const TRIED = 64;

/** The entries of a journal, as long as they are good and lie within an output of that size. */
export async function* entriesOf(journal: FileHandle, size: number): AsyncGenerator<Entry> {
  let reached = 0;
  for (let at = HEAD_BYTES; ; at += ENTRIES_AT_ONCE * ENTRY_BYTES) {
    const bytes = await readAt(journal, at, ENTRIES_AT_ONCE * ENTRY_BYTES);
    for (let i = 0; i < ENTRIES_AT_ONCE; i++) {
      const entry = readEntry(bytes, i * ENTRY_BYTES);
      if (entry === undefined || entry.start < reached || entry.end > size) return;
      reached = entry.end;
      yield entry;
    }
  }
}

/**
 * Finds out what an output holds: by its journal, and where that has gaps, by the ids of the lines themselves. A journal
 * that does not fit its output, because something else has changed it, is left aside.
 *
 * @param size of the output, whose last line is whole
 */
export async function readBefore(
  output: FileHandle,
  journal: FileHandle,
  size: number,
  path: string,
): Promise<Before> {
  const head = readHead(await readAt(journal, 0, HEAD_BYTES));
  const found = head === undefined ? undefined : await byJournal(output, journal, size);
  const { done, counts, gaps, journalEnd } = found ?? nothing(size);
  const known = new KnownIds();
  for (const gap of gaps) {
    for await (const result of resultsIn(output, gap, path)) {
      known.add(result);
      counts[result.state]++;
    }
  }
  return { head, journalEnd, done, known, counts };
}

interface Found extends Omit<Before, "head" | "known"> {
  readonly gaps: readonly Span[];
}

const nothing = (size: number): Found => ({
  done: new DoneLines(),
  counts: { answered: 0, failed: 0 },
  gaps: [{ start: 0, end: size }],
  journalEnd: 0,
});

/** Undefined where an entry and its line of output don't fit together. */
async function byJournal(output: FileHandle, journal: FileHandle, size: number): Promise<Found | undefined> {
  const done = new DoneLines();
  const counts = { answered: 0, failed: 0 };
  const gaps: Span[] = [];
  const last: Entry[] = [];
  let reached = 0;
  let journalEnd = HEAD_BYTES;
  for await (const entry of entriesOf(journal, size)) {
    if (entry.start > reached) gaps.push({ start: reached, end: entry.start });
    done.mark(entry.line, entry.check);
    counts[entry.state]++;
    if (last.push(entry) > 2 * TRIED) last.splice(0, TRIED);
    reached = entry.end;
    journalEnd += ENTRY_BYTES;
  }
  if (reached < size) gaps.push({ start: reached, end: size });
  for (const entry of last.slice(-TRIED)) if (!(await fits(output, entry))) return undefined;
  return { done, counts, gaps, journalEnd };
}

/** Whether a line of output is still the one that its entry tells of. */
export const fits = async (output: FileHandle, { start, end, written }: Entry): Promise<boolean> =>
  crc32(await readAt(output, start, end - start)) === written;

/** A line of output as it stands, without its end mark, and what it says. */
export interface Result extends ReadResult {
  readonly bytes: Buffer;
}

/** @throws SpillwayError `BATCH_OUTPUT` for a line that is none of a batch's */
export async function* resultsIn(
  output: FileHandle,
  { start, end }: Span,
  path: string,
): AsyncGenerator<Result> {
  const splitter = new LineSplitter(Number.MAX_SAFE_INTEGER - 1, start);
  for (let at = start; at < end; at += PIECE) {
    const piece = await readAt(output, at, Math.min(PIECE, end - at));
    for (const { line, bytes, length } of splitter.lines(piece)) {
      if (bytes === undefined || length === 0) continue;
      const result = readResult(bytes);
      if (result === undefined)
        throw notResults(path, start === 0 ? `line ${line}` : `a line after byte ${start}`);
      yield { ...result, bytes };
    }
  }
}
