import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "../clock.js";
import { batchError } from "./batch-error.js";
import type { BatchSink, InvalidLine, LineOf, RecordState, SourceItem, Standing } from "./entry.js";
import { isInvalid } from "./entry.js";
import { type Files, GroupWriter } from "./group-writer.js";
import type { Head } from "./journal.js";
import { invalidOf } from "./names.js";
import type { Before } from "./resume.js";

/** A file of results, with what it held when it was opened. */
export interface ResultsFile extends BatchSink {
  /** Lines that it held already. */
  readonly before: Readonly<Record<RecordState, number>>;
  /** The model that it was begun with, where that is another. */
  readonly otherModel: string | undefined;
  /** Of the lines that can't be sent. */
  readonly invalidPath: string;
}

/** An output that is open, and the file of lines that can't be sent. */
export class Results implements ResultsFile {
  readonly before: Readonly<Record<RecordState, number>>;
  readonly otherModel: string | undefined;
  readonly invalidPath: string;
  readonly #before: Before;
  readonly #writer: GroupWriter;
  readonly #release: (failed: boolean) => Promise<void>;
  #invalid: FileHandle | undefined;

  constructor(
    path: string,
    files: Files,
    before: Before,
    { modelId }: Head,
    clock: Clock,
    release: (failed: boolean) => Promise<void>,
  ) {
    this.#before = before;
    this.before = before.counts;
    this.otherModel = before.head?.modelId === modelId ? undefined : before.head?.modelId;
    this.invalidPath = invalidOf(path);
    this.#writer = new GroupWriter(files, clock);
    this.#release = release;
  }

  standing(item: SourceItem): Standing {
    const { done, known } = this.#before;
    const standing = done.standing(item.line, item.check);
    if (standing !== "new" || known.left === 0) return standing;
    const read = item.read();
    if (isInvalid(read)) return "new";
    const taken = known.take(read);
    if (taken === "twice") throw twice(item.line);
    return taken;
  }

  write(of: LineOf, state: RecordState, text: string): Promise<void> {
    return this.#writer.add(of, state, text);
  }

  async invalid({ line }: LineOf, { reason }: InvalidLine): Promise<void> {
    this.#invalid ??= await open(this.invalidPath, "w");
    await this.#invalid.write(`${JSON.stringify({ line, reason })}\n`);
  }

  async close(failed = false): Promise<void> {
    try {
      await this.#writer.end();
    } finally {
      try {
        await this.#invalid?.close();
      } finally {
        await this.#release(failed);
      }
    }
  }
}

const twice = (line: number): Error =>
  batchError(
    "BATCH_INPUT",
    `line ${line} has the same recordId as a line before it. Without their journal these results can't tell them apart: give each record an id of its own, and begin another output.`,
  );
