import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { absent } from "./absent.js";
import { journalOf } from "./names.js";

/** What is held for an output while it is open. */
export class Held {
  readonly #path: string;
  readonly #unlock: () => Promise<void>;
  readonly #opened: FileHandle[] = [];
  readonly #made = new Set<string>();

  constructor(path: string, unlock: () => Promise<void>) {
    this.#path = path;
    this.#unlock = unlock;
  }

  /** For reading and writing, made where it is not there. */
  async open(path: string): Promise<FileHandle> {
    const file = await open(path, "r+").catch(async (error: unknown) => {
      absent(error);
      const made = await open(path, "wx+");
      this.#made.add(path);
      return made;
    });
    this.#opened.push(file);
    return file;
  }

  /** @param failed whether files that were made, and hold no result, are to go again */
  async release(failed: boolean): Promise<void> {
    try {
      await Promise.all(this.#opened.map((file) => file.close()));
      if (failed) await this.#removeEmpty();
    } finally {
      await this.#unlock();
    }
  }

  async #removeEmpty(): Promise<void> {
    const output = await stat(this.#path).catch(absent);
    const isEmpty = (output?.size ?? 0) === 0;
    const journal = journalOf(this.#path);
    if (this.#made.has(this.#path) && isEmpty) await rm(this.#path, { force: true });
    if (this.#made.has(journal) && (isEmpty || (await stat(journal).catch(absent))?.size === 0))
      await rm(journal, { force: true });
  }
}
