import { SpillwayError } from "../errors.js";
import { isUnknownCaller } from "../outcome/credentials.js";
import { said } from "./said.js";
import { isUnreachable } from "./unreachable.js";

function nextStep(error: unknown): string {
  if (isUnknownCaller(error)) return "Sign in, for example by aws sso login; spillway doctor tells more.";
  if (isUnreachable(error)) return "See whether AWS can be reached from here; spillway doctor tells more.";
  return "spillway doctor tells more.";
}

/** For people: what could not be read, why, and what to do next. Ours say that themselves. */
export function unread(what: string, error: unknown): string {
  if (error instanceof SpillwayError) return `${what}: ${error.message}`;
  return `${what}: ${said(error).replace(/\.$/, "")}. ${nextStep(error)}`;
}
