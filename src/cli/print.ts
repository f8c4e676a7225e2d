import { field } from "../field.js";
import { FAILED } from "./exit.js";

let guarded = false;

/** Writes to stdout. Whoever has stopped reading has read enough; a full disk is a failure. */
export function print(text: string): void {
  if (!guarded) process.stdout.on("error", lost);
  guarded = true;
  process.stdout.write(text);
}

function lost(error: Error): void {
  if (field(error, "code") === "EPIPE") return;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = FAILED;
}
