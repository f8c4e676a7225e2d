import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInvalid, type SourceItem } from "../../src/batch/entry.js";
import { openRecords, openResults, type ResultsOptions } from "../../src/batch/index.js";

/** A folder of its own, and what takes it away again. */
export function folder(): { readonly at: (name: string) => string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "spillway-batch-"));
  return { at: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const linesOf = (path: string): string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");

export const idsOf = (path: string): string[] =>
  // Results that we wrote.
  linesOf(path).map((line) => (JSON.parse(line) as { recordId: string }).recordId);

export async function itemsOf(path: string): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  for await (const item of await openRecords(path)) items.push(item);
  return items;
}

/** What a run would do without a service: every new record is written, as so many lines as are allowed. */
export async function answerAll(
  input: string,
  output: string,
  options: ResultsOptions = {},
  {
    fails = () => false,
    most = Number.POSITIVE_INFINITY,
  }: { fails?: (id: string) => boolean; most?: number } = {},
): Promise<{ readonly sent: string[]; readonly done: number }> {
  const sink = await openResults(output, options);
  const sent: string[] = [];
  let done = 0;
  const writes: Promise<void>[] = [];
  try {
    for (const item of await itemsOf(input)) {
      const read = item.read();
      if (isInvalid(read)) continue;
      const standing = sink.standing(item);
      if (standing === "changed") throw new Error(`line ${item.line} has changed`);
      if (standing === "done") done++;
      else if (sent.length < most) {
        const { recordId } = read;
        sent.push(recordId);
        const failed = fails(recordId);
        const result = failed ? { error: { errorCode: 400 } } : { modelOutput: `answer to ${recordId}` };
        writes.push(
          sink.write(item, failed ? "failed" : "answered", `${JSON.stringify({ recordId, ...result })}\n`),
        );
      }
    }
    await Promise.all(writes);
  } finally {
    await sink.close();
  }
  return { sent, done };
}

export function writeRecords(path: string, ids: readonly (string | undefined)[]): void {
  const lines = ids.map((recordId, i) => JSON.stringify({ recordId, modelInput: { prompt: `number ${i}` } }));
  writeFileSync(path, `${lines.join("\n")}\n`);
}
