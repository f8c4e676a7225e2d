/** It worked, or help or version was asked for. */
export const OK = 0;
/** It could not be done, for example because a port is taken or no region is known. */
export const FAILED = 1;
/** The command line can't be understood. */
export const USAGE = 2;
/** It came to its end, but not every record has an answer. */
export const INCOMPLETE = 3;
/** It was told to stop: 128 and the number of the signal, as shells say it. */
export const INTERRUPTED = 130;
export const TERMINATED = 143;

/** A command line that can't be understood, noticed after parsing. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What help says of them. */
export const exitCodes = (failed: string, done = "done"): string => `
Exit codes:
  0  ${done}
  1  ${failed}
  2  the command line can't be understood`;
