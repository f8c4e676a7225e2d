import { SpillwayError } from "./errors.js";
import { field } from "./field.js";

/** How Node says that a module is not there, by import and by require. */
const NOT_FOUND: readonly unknown[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

/**
 * What to throw where an optional peer can't be loaded: a refusal that says what to install if it is not there, and
 * otherwise what its own loading threw.
 */
export function missingPeer(name: string, thrown: unknown): unknown {
  const isMissing =
    NOT_FOUND.includes(field(thrown, "code")) && String(field(thrown, "message")).includes(`'${name}'`);
  return isMissing
    ? new SpillwayError("PEER_MISSING", `The package ${name} is not installed: npm install ${name}`)
    : thrown;
}
