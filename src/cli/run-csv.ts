import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { type CsvError, type Info, parse } from "csv-parse";
import type { BatchSource, RecordOptions, SourceItem } from "../batch/index.js";
import { DEFAULT_PROMPT_FIELD, LONGEST_RECORD, readRecord } from "../batch/record.js";
import { UsageError } from "./exit.js";

type Row = Readonly<Record<string, string>>;

/** Columns that a record may have, besides its prompt. */
const KNOWN = ["recordId", "id", "modelId", "maxTokens"];

/** Records of a CSV file with a line of column names. A record may be of several lines; it is named by its last. */
export async function openCsv(path: string, options: RecordOptions): Promise<BatchSource> {
  const { size } = await stat(path);
  return { size, [Symbol.asyncIterator]: () => rows(path, options) };
}

async function* rows(path: string, options: RecordOptions): AsyncGenerator<SourceItem> {
  const bad: SourceItem[] = [];
  const { promptField = DEFAULT_PROMPT_FIELD } = options;
  const parser = parse({
    bom: true,
    columns: (names: string[]) => checkedColumns(names, promptField, path),
    info: true,
    max_record_size: LONGEST_RECORD,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) bad.push(invalid(error));
      return undefined;
    },
  });
  const input = createReadStream(path);
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: Info }>) {
      yield* bad.splice(0);
      yield itemOf(record, info, options);
    }
    yield* bad;
  } finally {
    input.destroy();
  }
}

function checkedColumns(names: string[], promptField: string, path: string): string[] {
  if (names.includes(promptField)) return names;
  throw new UsageError(
    `${path} has no column "${promptField}": name one of ${names.join(", ")} by --prompt-field.`,
  );
}

function itemOf(record: Row, { lines: line, bytes: end }: Info, options: RecordOptions): SourceItem {
  const text = JSON.stringify(record);
  const { promptField = DEFAULT_PROMPT_FIELD } = options;
  const value = Object.fromEntries(
    [...KNOWN, promptField].filter((name) => record[name]).map((name) => [name, record[name]]),
  );
  const read: SourceItem["read"] = text.includes("\ufffd")
    ? () => ({ reason: "is not valid UTF-8" })
    : () => readRecord(value, line, options);
  return { line, check: crc32(text), bytes: text.length, end, read };
}

/** The library's own words quote no cell. */
function invalid({ code, lines }: CsvError & { readonly lines?: number }): SourceItem {
  const line = lines ?? 0;
  const reason = `is no record of CSV (${code})`;
  return { line, check: 0, bytes: 0, end: 0, read: () => ({ reason }) };
}
