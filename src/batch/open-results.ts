import { type FileHandle, rm, stat } from "node:fs/promises";
import { type Clock, systemClock } from "../clock.js";
import { type Random, systemRandom } from "../random.js";
import { absent } from "./absent.js";
import { batchError } from "./batch-error.js";
import type { Files } from "./group-writer.js";
import { Held } from "./held.js";
import { HEAD_BYTES, type Head, writeHead } from "./journal.js";
import { lock } from "./lock.js";
import { mend } from "./mend.js";
import { invalidOf, journalOf, lockOf } from "./names.js";
import { realPath } from "./real-path.js";
import { removeRejected } from "./rejected.js";
import { Results, type ResultsFile } from "./results.js";
import { type Before, readBefore } from "./resume.js";
import { takeOutErrors } from "./retry-errors.js";
import { syncFolder } from "./sync-folder.js";

/** How an output is opened. */
export interface ResultsOptions {
  /** What to do with one that is there. Default `resume`: go on with it; `fresh`: refuse; `overwrite`: begin anew. */
  readonly existing?: "resume" | "fresh" | "overwrite" | undefined;
  /** Whether records that failed before are tried again. Default false: they are done. */
  readonly retryErrors?: boolean | undefined;
  /** Said in the journal, so that answers of a simulator and of the service do not mix. Default false. */
  readonly simulated?: boolean | undefined;
  /** Of the batch; said in the journal. */
  readonly modelId?: string | undefined;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
  /** Names the holder of the lock. Default: the machine's own chance. */
  readonly random?: Random | undefined;
}

/**
 * Opens an output file, and locks it for this process. One that is there is gone on with: a torn last line is mended, and
 * what is answered is not asked again. Beside it stand a journal, a lock while it is open, and the lines that can't be sent:
 * beside the file itself, where the path is a link. What was only begun when the batch ends by an error is taken away again.
 *
 * @throws SpillwayError `BATCH_LOCKED`, `BATCH_OUTPUT`; the system's own error where a file can't be opened or read
 */
export async function openResults(path: string, options: ResultsOptions = {}): Promise<ResultsFile> {
  return openReal(await realPath(path), options);
}

async function openReal(path: string, options: ResultsOptions): Promise<ResultsFile> {
  const found = await stat(path).catch(absent);
  if (found?.isDirectory()) throw batchError("BATCH_OUTPUT", `${path} is a directory: name a file in it.`);
  if (found !== undefined && !found.isFile()) {
    throw batchError("BATCH_OUTPUT", `${path} is no file that can be gone on with.`);
  }
  const { random = systemRandom } = options;
  const unlock = await lock(lockOf(path), random().toString(36).slice(2) || "0");
  const held = new Held(path, unlock);
  try {
    return await unlocked(path, options, held);
  } catch (error) {
    await held.release(true);
    throw error;
  }
}

async function unlocked(path: string, options: ResultsOptions, held: Held): Promise<ResultsFile> {
  const {
    existing = "resume",
    clock = systemClock,
    retryErrors = false,
    modelId,
    simulated = false,
  } = options;
  let output = await held.open(path);
  await refuseFresh(output, existing, path);
  await removeRejected(invalidOf(path));
  if (existing === "overwrite") await empty(output, path);
  let journal = await held.open(journalOf(path));
  let size = await mend(output, path, (to) => readBefore(output, journal, to, path));
  if (retryErrors && size > 0) {
    await takeOutErrors(path, journalOf(path), size);
    // Others stand in their places.
    output = await held.open(path);
    journal = await held.open(journalOf(path));
    size = (await output.stat()).size;
  }
  const before = await readBefore(output, journal, size, path);
  const head: Head = { simulated, modelId };
  refuseMixture(path, before.head, head, size);
  const journalEnd = await ready(journal, before, head);
  await syncFolder(path);
  const files: Files = { output, journal, outputEnd: size, journalEnd };
  return new Results(path, files, before, head, clock, (failed) => held.release(failed));
}

async function refuseFresh(
  output: FileHandle,
  existing: NonNullable<ResultsOptions["existing"]>,
  path: string,
): Promise<void> {
  if (existing !== "fresh" || (await output.stat()).size === 0) return;
  throw batchError(
    "BATCH_OUTPUT",
    `${path} is there already: --resume goes on with it, --overwrite begins anew.`,
  );
}

async function empty(output: FileHandle, path: string): Promise<void> {
  await output.truncate(0);
  await rm(journalOf(path), { force: true });
}

function refuseMixture(path: string, was: Head | undefined, is: Head, size: number): void {
  if (size === 0 || was === undefined || was.simulated === is.simulated) return;
  const [there, here] = was.simulated
    ? ["a simulator's", "the service's"]
    : ["the service's", "a simulator's"];
  throw batchError(
    "BATCH_OUTPUT",
    `${path} holds ${there} answers, and ${here} would be added: choose another output, or --overwrite.`,
  );
}

/** @returns where its next entry goes */
async function ready(journal: FileHandle, { journalEnd }: Before, head: Head): Promise<number> {
  await journal.truncate(journalEnd);
  if (journalEnd > 0) return journalEnd;
  await journal.write(writeHead(head), 0, HEAD_BYTES, 0);
  return HEAD_BYTES;
}
