/** How much memory it takes to go on with ten million lines of which all but a thousand are answered. */

import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, type WriteStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { idOfLine } from "../../src/batch/entry.js";
import { ENTRY_BYTES, writeEntry, writeHead } from "../../src/batch/journal.js";
import { COMMAND, Watched } from "./processes.js";

const LINES = 10_000_000;
const LEFT = 1000;
const AT_ONCE = 10_000;
const RECORD = '{"prompt":"hi","maxTokens":5}';
const CHECK = crc32(RECORD);

async function put(stream: WriteStream, bytes: string | Buffer): Promise<void> {
  if (!stream.write(bytes)) await once(stream, "drain");
}

/** The results of so many lines, and the entries that tell of them. */
function answered(first: number, start: number): { readonly lines: string; readonly entries: Buffer } {
  const entries = Buffer.alloc(AT_ONCE * ENTRY_BYTES);
  const lines: string[] = [];
  let end = start;
  for (let i = 0; i < AT_ONCE; i++) {
    const text = `{"recordId":"${idOfLine(first + i)}","modelOutput":0}\n`;
    const entry = {
      start: end,
      end: end + text.length,
      state: "answered",
      line: first + i,
      check: CHECK,
    } as const;
    writeEntry(entries, i * ENTRY_BYTES, { ...entry, written: crc32(text) });
    lines.push(text);
    end += text.length;
  }
  return { lines: lines.join(""), entries };
}

const folder = mkdtempSync(join(tmpdir(), "spillway-large-"));
const [input, output] = [join(folder, "in.jsonl"), join(folder, "out.jsonl")];
try {
  const files = [input, output, `${output}.journal`].map((path) => createWriteStream(path));
  const [records, results, journal] = files as [WriteStream, WriteStream, WriteStream]; // three of three
  await put(journal, writeHead({ simulated: true, modelId: undefined }));
  let end = 0;
  for (let line = 1; line <= LINES; line += AT_ONCE) {
    const { lines, entries } = answered(line, end);
    end += lines.length;
    await put(records, `${RECORD}\n`.repeat(AT_ONCE));
    await put(results, lines);
    await put(journal, entries);
  }
  await put(records, `${RECORD}\n`.repeat(LEFT));
  for (const file of files) file.end();
  await Promise.all(files.map((file) => once(file, "close")));
  const flags = ["--simulate", "--slots", "100", "--service-ms", "5"];
  const { code, seconds, peakMb, said } = await new Watched(
    [COMMAND, "run", input, ...flags, "--out", output],
    "",
  ).ended;
  process.stdout.write(
    `${said}exit code ${code}, ${seconds.toFixed(0)} s, at most ${peakMb?.toFixed(0)} MB\n`,
  );
  process.exitCode = code ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
