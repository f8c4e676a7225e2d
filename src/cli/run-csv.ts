import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { type CsvError, type Info, parse } from "csv-parse";
import { batchError } from "../batch/batch-error.js";
import type { BatchSource, InvalidLine, RecordOptions, SourceItem } from "../batch/index.js";
import { DEFAULT_PROMPT_FIELD, LONGEST_RECORD, readRecord } from "../batch/record.js";
import { refuseUtf16, tooLong } from "../batch/source.js";
import { UsageError } from "./exit.js";

/** Cells as Latin-1 has them, which is any byte: what is no UTF-8 is seen, and a mark that stands for such is not. */
type Row = Readonly<Record<string, string>>;

const asBytes = (cell: string): Buffer => Buffer.from(cell, "latin1");
const asText = (cell: string): string => asBytes(cell).toString("utf8");

/** Columns that a record may have, besides its prompt. */
/** One that is longer has most likely lost a quote, and would have all that follows in it. */
const LONGEST_ROW = 4 * LONGEST_RECORD;
const MARK = "efbbbf";

const KNOWN = ["recordId", "id", "modelId", "maxTokens"];

/** Records of a CSV file with a line of column names. A record may be of several lines; it is named by its last. */
export async function openCsv(path: string, options: RecordOptions): Promise<BatchSource> {
  const { size } = await stat(path);
  const start = await beginOf(path);
  return { size, [Symbol.asyncIterator]: () => rows(path, start, options) };
}

/** Behind a mark of the byte order. @throws SpillwayError `BATCH_INPUT` for UTF-16 */
async function beginOf(path: string): Promise<number> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK.length / 2));
    const head = buffer.subarray(0, bytesRead);
    refuseUtf16(head, path);
    return head.toString("hex") === MARK ? bytesRead : 0;
  } finally {
    await file.close();
  }
}

async function* rows(path: string, start: number, options: RecordOptions): AsyncGenerator<SourceItem> {
  const bad: SourceItem[] = [];
  const { promptField = DEFAULT_PROMPT_FIELD } = options;
  const parser = parse({
    encoding: "latin1",
    columns: (names: string[]) => checkedColumns(names.map(asText), promptField, path),
    info: true,
    max_record_size: LONGEST_ROW,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error?.code === "CSV_MAX_RECORD_SIZE") parser.destroy(endless(error, path));
      else if (error !== undefined) bad.push(invalid(error));
      return undefined;
    },
  });
  const input = createReadStream(path, { start });
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

function itemOf(row: Row, { lines: line, bytes: end }: Info, options: RecordOptions): SourceItem {
  const record = Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, asText(cell)]));
  const text = JSON.stringify(record);
  const read = (): ReturnType<SourceItem["read"]> =>
    whyNot(row) ?? readRecord(membersOf(record, options), line, options);
  return { line, check: crc32(text), bytes: text.length, end, read };
}

function whyNot(row: Row): InvalidLine | undefined {
  const cells = Object.values(row);
  const length = cells.reduce((sum, cell) => sum + cell.length, 0);
  if (length > LONGEST_RECORD) return { reason: tooLong(length) };
  return cells.every((cell) => isUtf8(asBytes(cell))) ? undefined : { reason: "is not valid UTF-8" };
}

/** An empty cell says nothing, but for a prompt that there is none. */
function membersOf(record: Row, { promptField = DEFAULT_PROMPT_FIELD }: RecordOptions): Row {
  const known = KNOWN.filter((name) => record[name]).map((name) => [name, record[name]]);
  return Object.fromEntries([...known, [promptField, record[promptField]]]) as Row;
}

const lineOf = (error: CsvError & { readonly lines?: number }): number => error.lines ?? 0;

const endless = (error: CsvError, path: string): Error =>
  batchError(
    "BATCH_INPUT",
    `line ${lineOf(error)} of ${path} is in a record of more than ${LONGEST_ROW / 2 ** 20} MB: see whether a quote is not closed.`,
  );

/** The library's own words quote no cell. */
function invalid(error: CsvError): SourceItem {
  const line = lineOf(error);
  const reason = `is no record of CSV (${error.code})`;
  return { line, check: 0, bytes: 0, end: 0, read: () => ({ reason }) };
}
