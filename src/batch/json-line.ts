import { isUtf8 } from "node:buffer";
import type { BatchRecord, InvalidLine } from "./entry.js";
import { type RecordOptions, readRecord } from "./record.js";

/** Reads one line of a JSONL file. */
export function readJsonLine(bytes: Buffer, line: number, options: RecordOptions): BatchRecord | InvalidLine {
  if (!isUtf8(bytes)) return { reason: "is not valid UTF-8" };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return { reason: `is not JSON${placeOf(error)}: each line must be one whole JSON object` };
  }
  return readRecord(value, line, options);
}

/** The engine's words quote what stands there, which may be a prompt; where it stands may be told. */
function placeOf(error: unknown): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? "" : ` (at character ${Number(position) + 1})`;
}
