/** How far a run is. All of this run but `before`. */
export interface BatchCounts {
  /** Lines that were answered or had failed in earlier runs, and were not sent. */
  before: number;
  answered: number;
  failed: number;
  /** Lines that can't be sent. */
  invalid: number;
  /** Records that are being asked now: sent, or waiting for their turn. */
  inHand: number;
  /** Calls that were made anew after they had failed. */
  again: number;
  /** Bytes of the source that have been read, and in all where that is known. */
  readBytes: number;
  size: number | undefined;
  /** Of answers that told them. */
  inputTokens: number;
  outputTokens: number;
}

export const noCounts = (size: number | undefined): BatchCounts => ({
  before: 0,
  answered: 0,
  failed: 0,
  invalid: 0,
  inHand: 0,
  again: 0,
  readBytes: 0,
  size,
  inputTokens: 0,
  outputTokens: 0,
});
