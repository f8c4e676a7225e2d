import { traceOf } from "./errors.js";
import type { Ledger } from "./ledger.js";
import { checkSecrets } from "./listeners.js";

/** The SDK's own, and ours: told, not complained of. */
const HARMLESS: ReadonlySet<string> = new Set(["SpillwayWarning", "NodeDeprecationWarning"]);

/**
 * Takes note of what ends in nobody's hands, and of warnings of the process.
 *
 * @returns stops it
 */
export function watchProcess(ledger: Ledger): () => void {
  const rejected = (error: unknown): void =>
    ledger.fault("process", `unhandled rejection: ${traceOf(error)}`);
  const thrown = (error: unknown): void => ledger.fault("process", `uncaught: ${traceOf(error)}`);
  const warned = (warning: Error): void => {
    if (warning.name === "SpillwayWarning") checkSecrets(ledger, "warning", warning.message);
    if (!HARMLESS.has(warning.name)) ledger.fault("process", `warning ${warning.name}: ${warning.message}`);
  };
  process.on("unhandledRejection", rejected);
  process.on("uncaughtException", thrown);
  process.on("warning", warned);
  return () => {
    process.off("unhandledRejection", rejected);
    process.off("uncaughtException", thrown);
    process.off("warning", warned);
  };
}
