import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { writeAll } from "./group-writer.js";
import { ENTRY_BYTES, HEAD_BYTES, readHead, writeEntry, writeHead } from "./journal.js";
import { readAt } from "./mend.js";
import { newOf } from "./names.js";
import { entriesOf, fits, resultsIn, type Span } from "./resume.js";
import { syncFolder } from "./sync-folder.js";

const AT_ONCE = 4 * 2 ** 20;

/** Appends in pieces of a few megabytes. */
class Writer {
  readonly #file: FileHandle;
  #parts: Buffer[] = [];
  #held = 0;
  at = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(bytes: Buffer): Promise<void> {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    this.at += bytes.length;
    if (this.#held >= AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    await writeAll(this.#file, Buffer.concat(this.#parts), this.at - this.#held);
    this.#parts = [];
    this.#held = 0;
  }
}

/**
 * Takes the lines of records that failed out of an output, so that they are tried again. A new output takes the place of
 * the old one when it is whole: killed before that, nothing has changed. A journal that does not fit its output, because
 * something else has changed it, is left aside.
 *
 * @throws SpillwayError `BATCH_OUTPUT` for a line that is none of a batch's
 */
export async function takeOutErrors(path: string, journalPath: string, size: number): Promise<void> {
  const files: FileHandle[] = [];
  const opened = async (name: string, flags: string): Promise<FileHandle> => {
    const file = await open(name, flags);
    files.push(file);
    return file;
  };
  try {
    const [output, journal] = [await opened(path, "r"), await opened(journalPath, "r")];
    const [kept, entries] = [await opened(newOf(path), "w"), await opened(newOf(journalPath), "w")];
    await copy({ output, journal, size, path }, new Writer(kept), new Writer(entries));
    await Promise.all([kept.sync(), entries.sync()]);
  } catch (error) {
    await Promise.all([newOf(path), newOf(journalPath)].map((name) => rm(name, { force: true })));
    throw error;
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
  // Between these an output without a journal is found, which is known by its ids.
  await rm(journalPath);
  await syncFolder(path);
  await rename(newOf(path), path);
  await rename(newOf(journalPath), journalPath);
}

interface Old {
  readonly output: FileHandle;
  readonly journal: FileHandle;
  readonly size: number;
  readonly path: string;
}

async function copy({ output, journal, size, path }: Old, kept: Writer, entries: Writer): Promise<void> {
  const head = readHead(await readAt(journal, 0, HEAD_BYTES));
  await entries.add(writeHead(head ?? { simulated: false, modelId: undefined }));
  let reached = 0;
  // Before anything is copied: one that does not fit says that none can be believed.
  const known = (await allFit(output, journal, size)) ? entriesOf(journal, size) : [];
  for await (const entry of known) {
    await through(output, { start: reached, end: entry.start }, path, kept);
    reached = entry.end;
    if (entry.state === "failed") continue;
    const start = kept.at;
    const bytes = await readAt(output, entry.start, entry.end - entry.start);
    await kept.add(bytes);
    const bare = Buffer.alloc(ENTRY_BYTES);
    writeEntry(bare, 0, { ...entry, start, end: kept.at, written: crc32(bytes) });
    await entries.add(bare);
  }
  await through(output, { start: reached, end: size }, path, kept);
  await kept.flush();
  await entries.flush();
}

async function allFit(output: FileHandle, journal: FileHandle, size: number): Promise<boolean> {
  for await (const entry of entriesOf(journal, size)) if (!(await fits(output, entry))) return false;
  return true;
}

const NEWLINE = Buffer.from("\n");

/** A part of which the journal knows nothing. */
async function through(output: FileHandle, span: Span, path: string, kept: Writer): Promise<void> {
  for await (const { state, bytes } of resultsIn(output, span, path)) {
    if (state === "answered") await kept.add(Buffer.concat([bytes, NEWLINE]));
  }
}
