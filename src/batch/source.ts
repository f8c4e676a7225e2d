import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { batchError } from "./batch-error.js";
import type { BatchSource, InvalidLine, SourceItem } from "./entry.js";
import { readJsonLine } from "./json-line.js";
import { LineSplitter, type RawLine } from "./line-splitter.js";
import { LONGEST_RECORD, type RecordOptions, readRecord } from "./record.js";

const PIECE = 256 * 1024;
const MEGA = 1e6;

/**
 * Records of a JSONL file, read as they are asked for: one line is held at a time, whatever the size of the file.
 *
 * @param path of a file, or `-` for standard input
 * @throws SpillwayError `BATCH_INPUT` for a directory, and while it is read for a file that is UTF-16; the system's own
 * error where it can't be read
 */
export async function openRecords(path: string, options: RecordOptions = {}): Promise<BatchSource> {
  if (path === "-") return { [Symbol.asyncIterator]: () => items(process.stdin, path, options) };
  const found = await stat(path);
  if (found.isDirectory()) throw batchError("BATCH_INPUT", `${path} is a directory, not a file of records.`);
  return {
    size: found.isFile() ? found.size : undefined,
    [Symbol.asyncIterator]: () => items(createReadStream(path, { highWaterMark: PIECE }), path, options),
  };
}

/** Records that a program has, in any of the shapes that a file may have. */
export function recordsFrom(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  options: RecordOptions = {},
): BatchSource {
  async function* each(): AsyncGenerator<SourceItem> {
    let line = 0;
    let end = 0;
    for await (const value of records) {
      line++;
      const text = textOf(value);
      end += text?.length ?? 0;
      const at = line;
      yield {
        line,
        check: crc32(text ?? ""),
        bytes: text?.length ?? 0,
        end,
        read: once(() => (text === undefined ? NO_JSON : readRecord(value, at, options))),
      };
    }
  }
  return { [Symbol.asyncIterator]: each };
}

const NO_JSON: InvalidLine = {
  reason: "can't be written as JSON, which has no BigInt and nothing within itself",
};

/** Undefined for what can't be written. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return undefined;
  }
}

async function* items(
  stream: AsyncIterable<Buffer | string>,
  path: string,
  options: RecordOptions,
): AsyncGenerator<SourceItem> {
  const splitter = new LineSplitter(LONGEST_RECORD);
  for await (const piece of stream) {
    for (const raw of splitter.lines(typeof piece === "string" ? Buffer.from(piece) : piece))
      if (hasText(raw)) yield itemOf(raw, path, options);
  }
  const last = splitter.last();
  if (last !== undefined && hasText(last)) yield itemOf(last, path, options);
}

const BLANK = /^\s*$/;

const hasText = ({ bytes, length }: RawLine): boolean =>
  length > 0 && !(bytes !== undefined && length < 100 && BLANK.test(bytes.toString("latin1")));

function itemOf({ line, bytes, length, end }: RawLine, path: string, options: RecordOptions): SourceItem {
  if (bytes === undefined) {
    const reason = tooLong(length);
    return { line, check: 0, bytes: 0, end, read: () => ({ reason }) };
  }
  if (line === 1) refuseUtf16(bytes, path);
  return {
    line,
    check: crc32(bytes),
    bytes: length,
    end,
    read: once(() => readJsonLine(bytes, line, options)),
  };
}

/** Whoever asks first, a sink for the id or the run for the request, pays for it. */
function once<Value>(fn: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: fn() };
    return made.value;
  };
}

/** Why a record of so many bytes can't be sent. */
export const tooLong = (length: number): string =>
  `is ${(length / MEGA).toFixed(1)} MB long: more than ${(LONGEST_RECORD / MEGA).toFixed(1)} MB, and than any request may be`;

/** @throws SpillwayError `BATCH_INPUT` */
export function refuseUtf16(bytes: Buffer, path: string): void {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark !== "fffe" && mark !== "feff") return;
  throw batchError(
    "BATCH_INPUT",
    `${path} is UTF-16: save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8.`,
  );
}
