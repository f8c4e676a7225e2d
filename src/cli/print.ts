import { field } from "../field.js";
import { FAILED } from "./exit.js";

/** Writes to stdout. */
export function print(text: string): void {
  process.stdout.write(text);
}

/**
 * To be called before anything is written, be it by us or by what reads the command line. Whoever has stopped reading has
 * read enough; a full disk is a failure.
 */
export function guardOutput(): void {
  process.stdout.on("error", lost);
  // There is no place left where it could be said.
  process.stderr.on("error", () => undefined);
}

function lost(error: Error): void {
  if (field(error, "code") === "EPIPE") return;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = FAILED;
}
