export const journalOf = (path: string): string => `${path}.journal`;
export const lockOf = (path: string): string => `${path}.lock`;

/** Where lines stand that can't be sent: `results.jsonl` -> `results.rejected.jsonl` */
export const invalidOf = (path: string): string => `${path.replace(/\.jsonl$/, "")}.rejected.jsonl`;

/** A new one stands there until it takes the place of the old. */
export const newOf = (path: string): string => `${path}.new`;

/** All files that a batch makes or changes for an output. */
export const filesOf = (path: string): readonly string[] => [
  path,
  journalOf(path),
  lockOf(path),
  invalidOf(path),
  newOf(path),
  newOf(journalOf(path)),
];
