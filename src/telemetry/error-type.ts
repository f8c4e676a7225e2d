import { SpillwayError } from "../errors.js";
import { field, isName, nameOfThrown } from "../field.js";

/**
 * What something that was thrown is called in spans: our code, else the error's name, or the code that Node gives to one
 * that is a plain `Error` (`ECONNRESET`). Never its message.
 */
export function errorType(thrown: unknown): string {
  if (thrown instanceof SpillwayError) return thrown.code;
  const name = nameOfThrown(thrown);
  const code = name === "Error" ? field(thrown, "code") : undefined;
  return isName(code) ? code : name;
}
