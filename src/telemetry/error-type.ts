import { SpillwayError } from "../errors.js";
import { nameOfThrown } from "../field.js";

/** What something that was thrown is called in spans: our code, else the error's name. Never its message. */
export const errorType = (thrown: unknown): string =>
  thrown instanceof SpillwayError ? thrown.code : nameOfThrown(thrown);
