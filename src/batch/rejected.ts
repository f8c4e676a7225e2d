import { open, rm } from "node:fs/promises";
import { field } from "../field.js";
import { absent } from "./absent.js";
import { batchError } from "./batch-error.js";
import { readAt } from "./mend.js";

const FIRST = 4096;

/**
 * Takes away what an earlier run said of lines that can't be sent.
 *
 * @throws SpillwayError `BATCH_OUTPUT` where the file of that name is none of a batch's: nothing in it is changed
 */
export async function removeRejected(path: string): Promise<void> {
  const file = await open(path, "r").catch(absent);
  if (file === undefined) return;
  const head = await readAt(file, 0, FIRST).finally(() => file.close());
  if (!isRejected(head.toString("utf8"))) {
    throw batchError(
      "BATCH_OUTPUT",
      `${path} is there, and is no list of lines that can't be sent, for which that name is meant: nothing in it was changed. Choose another output, or move it.`,
    );
  }
  await rm(path, { force: true });
}

/** As {@link Results} writes it; its writer may have been killed before its first line was whole. */
function isRejected(text: string): boolean {
  const end = text.indexOf("\n");
  if (end < 0) return '{"line":'.startsWith(text) || text.startsWith('{"line":');
  try {
    const first: unknown = JSON.parse(text.slice(0, end));
    return typeof field(first, "line") === "number" && typeof field(first, "reason") === "string";
  } catch {
    return false;
  }
}
