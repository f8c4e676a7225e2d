import { SpillwayError } from "../errors.js";
import { field, nameOfThrown } from "../field.js";

/** What names of errors are made of. One that holds anything else was made by who quotes what should not be quoted. */
const NAME = /^[A-Za-z_][\w.$-]{0,79}$/;

/** What OpenTelemetry calls an error that has no name. */
const NAMELESS = "_OTHER";

const isName = (value: unknown): value is string => typeof value === "string" && NAME.test(value);

/**
 * What something that was thrown is called in spans: our code, else the error's name, or the code that Node gives to one
 * that is a plain `Error` (`ECONNRESET`). Never its message.
 */
export function errorType(thrown: unknown): string {
  if (thrown instanceof SpillwayError) return thrown.code;
  const name = nameOfThrown(thrown);
  const code = name === "Error" ? field(thrown, "code") : undefined;
  return [code, name].find(isName) ?? NAMELESS;
}
