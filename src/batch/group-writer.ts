import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Clock, TimerHandle } from "../clock.js";
import type { LineOf, RecordState } from "./entry.js";
import { ENTRY_BYTES, writeEntry } from "./journal.js";

/** One line of output on its way to the disk. */
interface Pending {
  readonly of: LineOf;
  readonly state: RecordState;
  readonly bytes: Buffer;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/** So late at most what was written is made sure of: what a power cut may cost. */
const SYNC_MS = 200;

/** An output and its journal, and how far each is written. */
export interface Files {
  readonly output: FileHandle;
  readonly journal: FileHandle;
  outputEnd: number;
  journalEnd: number;
}

/**
 * Appends lines to an output, in groups: what comes while one group is written is the next. The journal goes first, so
 * that wherever a process is killed, each whole line of output is in it. After a failure nothing more is written.
 */
export class GroupWriter {
  readonly #files: Files;
  readonly #clock: Clock;
  #waiting: Pending[] = [];
  #running: Promise<void> | undefined;
  #syncedAt: number;
  #unsynced = false;
  #timer: TimerHandle | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(files: Files, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
    this.#syncedAt = clock.now();
  }

  /** Resolves when the line is in the file. */
  add(of: LineOf, state: RecordState, text: string): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise((written, failed) => {
      this.#waiting.push({ of, state, bytes: Buffer.from(text), written, failed });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was added is on the disk for good. */
  async end(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    await this.#running;
    // It may have been set again by the last lines.
    this.#clock.clearTimeout(this.#timer);
    if (this.#failure) throw this.#failure.error;
    await this.#sync();
  }

  async #run(): Promise<void> {
    // What ends in the same turn goes in one group.
    await null;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const kept = await this.#write(group);
      for (const { written } of group.slice(0, kept)) written();
      if (this.#failure) this.#refuse(group.slice(kept));
    }
    this.#running = undefined;
    if (this.#unsynced && !this.#failure) this.#timer ??= this.#clock.setTimeout(this.#late, SYNC_MS);
  }

  /** Nothing has come since that would have been made sure of together with it. */
  readonly #late = (): void => {
    this.#timer = undefined;
    if (this.#running === undefined && this.#unsynced)
      this.#running = this.#sync()
        .catch(this.#fail)
        .then(() => this.#run());
  };

  /** @returns how many of the group's lines are in the file: all of them unless it fails */
  async #write(group: readonly Pending[]): Promise<number> {
    const files = this.#files;
    const { entries, ends } = laidOut(group, files.outputEnd);
    try {
      await writeAll(files.journal, entries, files.journalEnd);
      const text = Buffer.concat(group.map(({ bytes }) => bytes));
      const reached = files.outputEnd + (await writeAll(files.output, text, files.outputEnd, this.#fail));
      const kept = ends.filter((end) => end <= reached).length;
      const end = ends[kept - 1] ?? files.outputEnd;
      // What there was room for may end in the middle of a line.
      if (end < reached) await files.output.truncate(end);
      files.outputEnd = end;
      files.journalEnd += kept * ENTRY_BYTES;
      this.#unsynced = true;
      if (this.#clock.now() - this.#syncedAt >= SYNC_MS) await this.#sync();
      return kept;
    } catch (error) {
      this.#fail(error);
      return 0;
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#failure ??= { error };
  };

  #refuse(group: readonly Pending[]): void {
    for (const { failed } of [...group, ...this.#waiting]) failed(this.#failure?.error);
    this.#waiting = [];
  }

  async #sync(): Promise<void> {
    await Promise.all([this.#files.journal.datasync(), this.#files.output.datasync()]);
    this.#syncedAt = this.#clock.now();
    this.#unsynced = false;
  }
}

function laidOut(
  group: readonly Pending[],
  from: number,
): { readonly entries: Buffer; readonly ends: readonly number[] } {
  const entries = Buffer.alloc(group.length * ENTRY_BYTES);
  const ends: number[] = [];
  group.forEach(({ of, state, bytes }, i) => {
    const start = ends[i - 1] ?? from;
    const end = start + bytes.length;
    ends.push(end);
    writeEntry(entries, i * ENTRY_BYTES, { ...of, start, end, state, written: crc32(bytes) });
  });
  return { entries, ends };
}

/**
 * Writes all of it. A disk that is nearly full takes a part, and says what is wrong only when it is asked for the rest.
 *
 * @param onFailure is told of it instead of whoever awaits this
 * @returns how many bytes were written
 */
export async function writeAll(
  file: FileHandle,
  bytes: Buffer,
  position: number,
  onFailure?: (error: unknown) => void,
): Promise<number> {
  let done = 0;
  try {
    while (done < bytes.length) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  } catch (error) {
    if (onFailure === undefined) throw error;
    onFailure(error);
  }
  return done;
}
