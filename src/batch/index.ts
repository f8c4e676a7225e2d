export type { BatchErrorCode } from "./batch-error.js";
export type { BatchCounts } from "./counts.js";
export type {
  BatchRecord,
  BatchRequest,
  BatchSink,
  BatchSource,
  InvalidLine,
  LineOf,
  RecordState,
  SourceItem,
  Standing,
} from "./entry.js";
export { type MapOptions, type Mapped, mapCommands, type OutputOf } from "./map-commands.js";
export { openResults, type ResultsOptions } from "./open-results.js";
export type { BatchOptions, Commands, SendingClient } from "./options.js";
export type { RecordOptions } from "./record.js";
export type { ResultsFile } from "./results.js";
export type { WindowSource } from "./room.js";
export { type BatchReport, runBatch } from "./run-batch.js";
export { openRecords, recordsFrom } from "./source.js";
