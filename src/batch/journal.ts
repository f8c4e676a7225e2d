import { crc32 } from "node:zlib";
import type { RecordState } from "./entry.js";

/**
 * The journal beside an output says of each of its lines which line of the input it answers. With it a batch goes on
 * without reading the output again, knows lines that have no id, and notices when the input is another one.
 *
 * A head of {@link HEAD_BYTES}, JSON, then entries of {@link ENTRY_BYTES} in the order of the output. Each is written
 * before its line of output is, so an output never holds more than its journal unless somebody else wrote to it.
 */
export interface Entry {
  /** Where its line of output begins and ends, end mark included. */
  readonly start: number;
  readonly end: number;
  readonly state: RecordState;
  /** Line of the input, from 1, and its CRC-32. */
  readonly line: number;
  readonly check: number;
  /** CRC-32 of the line of output. */
  readonly written: number;
}

/** What holds for a whole output. */
export interface Head {
  /** Whether the answers are a simulator's. */
  readonly simulated: boolean;
  readonly modelId: string | undefined;
}

export const HEAD_BYTES = 512;
export const ENTRY_BYTES = 28;

const FAILED = 2;
const ANSWERED = 1;

export function writeEntry(into: Buffer, at: number, entry: Entry): void {
  into.writeUIntLE(entry.end, at, 6);
  into.writeUInt16LE(entry.state === "failed" ? FAILED : ANSWERED, at + 6);
  into.writeUInt32LE(entry.end - entry.start, at + 8);
  into.writeUInt32LE(entry.line, at + 12);
  into.writeUInt32LE(entry.check, at + 16);
  into.writeUInt32LE(entry.written, at + 20);
  into.writeUInt32LE(crc32(into.subarray(at, at + ENTRY_BYTES - 4)), at + ENTRY_BYTES - 4);
}

/** Undefined for what is none, for example one that was cut short. */
export function readEntry(from: Buffer, at: number): Entry | undefined {
  if (at + ENTRY_BYTES > from.length) return undefined;
  const own = from.readUInt32LE(at + ENTRY_BYTES - 4);
  if (own !== crc32(from.subarray(at, at + ENTRY_BYTES - 4))) return undefined;
  const end = from.readUIntLE(at, 6);
  return {
    start: end - from.readUInt32LE(at + 8),
    end,
    state: from.readUInt16LE(at + 6) === FAILED ? "failed" : "answered",
    line: from.readUInt32LE(at + 12),
    check: from.readUInt32LE(at + 16),
    written: from.readUInt32LE(at + 20),
  };
}

const KIND = "spillway batch journal";

export function writeHead({ simulated, modelId }: Head): Buffer {
  const text = JSON.stringify({ kind: KIND, version: 1, simulated, modelId: modelId?.slice(0, 300) });
  return Buffer.from(`${text.padEnd(HEAD_BYTES - 1)}\n`).subarray(0, HEAD_BYTES);
}

/** Undefined for what is none. */
export function readHead(bytes: Buffer): Head | undefined {
  try {
    const { kind, version, simulated, modelId } = JSON.parse(bytes.toString("utf8")) as Record<
      string,
      unknown
    >;
    if (kind !== KIND || version !== 1) return undefined;
    return { simulated: simulated === true, modelId: typeof modelId === "string" ? modelId : undefined };
  } catch {
    return undefined;
  }
}
