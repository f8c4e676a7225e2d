import { InvalidArgumentError } from "commander";

/** Reads a whole number from 1. */
export function countFlag(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Must be an integer from 1.");
  }
  return value;
}
