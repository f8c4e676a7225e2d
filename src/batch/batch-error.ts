import { SpillwayError } from "../errors.js";

/**
 * Why a batch can't begin or go on.
 *
 * - `BATCH_LOCKED`: another process writes to the same output.
 * - `BATCH_OUTPUT`: the output is there and may not be gone on with, or is no output of a batch.
 * - `BATCH_INPUT`: the source can't be read as records, or is not the one that the output was begun with.
 * - `BATCH_INVALID`: a line can't be sent, and `strict` is on.
 */
export type BatchErrorCode = "BATCH_LOCKED" | "BATCH_OUTPUT" | "BATCH_INPUT" | "BATCH_INVALID";

export const batchError = (code: BatchErrorCode, message: string): SpillwayError =>
  new SpillwayError(code, message);
