import { InvalidArgumentError } from "commander";
import { readSince } from "../operate/metric-span.js";

/** Reads a time such as `3h` into milliseconds. */
export function sinceFlag(text: string): number {
  const ms = readSince(text);
  if (ms === undefined)
    throw new InvalidArgumentError("Must be a time from 5m to 15d, such as 90m, 3h or 2d.");
  return ms;
}

/** Collects paths, one for each time it is given. */
export const pathsFlag = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];
