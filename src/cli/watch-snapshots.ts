import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { field } from "../field.js";
import { readSnapshot, type SeenProcess } from "../operate/watch-snapshot.js";

export interface SnapshotsRead {
  readonly processes: readonly SeenProcess[];
  /** In words, of which files nothing could be learnt. */
  readonly missing: readonly string[];
}

async function readOne(path: string): Promise<SeenProcess | string> {
  const name = basename(path);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const read = readSnapshot(text);
    return "problem" in read
      ? `The snapshot in ${name}: ${read.problem}.`
      : { name, writtenAt: mtimeMs, ...read };
  } catch (error) {
    return `The snapshot in ${name}: it can't be read (${String(field(error, "code") ?? "unknown reason")}).`;
  }
}

/** Reads what processes have written of themselves, as it is now. */
export async function readSnapshots(paths: readonly string[]): Promise<SnapshotsRead> {
  const read = await Promise.all(paths.map(readOne));
  return {
    processes: read.filter((one) => typeof one !== "string"),
    missing: read.filter((one) => typeof one === "string"),
  };
}
