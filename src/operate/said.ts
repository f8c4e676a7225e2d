import { SpillwayError } from "../errors.js";
import { field, nameOfThrown } from "../field.js";

const LONGEST = 200;

/** Numbers of accounts, ids of access keys, keys of Bedrock's own and names of sessions, which identify somebody and help nobody. */
const ACCOUNT = /\b\d{8}(\d{4})\b/g;
const SESSION = /(assumed-role\/[^\s/]+\/|federated-user\/)\S+/g;
const KEY_ID = /\bA[A-Z]{3}[A-Z0-9]{12,}\b|\bABSK[A-Za-z0-9+/]{12,}=*/g;

/** A text without them; of an account's number the last four digits are left. */
export const masked = (text: string): string =>
  text.replace(ACCOUNT, "…$1").replace(SESSION, "$1…").replace(KEY_ID, "…");

/**
 * An error for people. One of ours by its message. One of AWS in one line, its name and what it says: what follows in its
 * other lines is, for a bad signature, the whole request with its headers and its session token.
 */
export function said(error: unknown): string {
  if (error instanceof SpillwayError) return error.message;
  const name = nameOfThrown(error);
  const message = field(error, "message");
  const whole = masked(typeof message === "string" ? message : "");
  // Without a name of its own it is of this command or of the machine.
  if (name === "Error" && whole !== "") return whole;
  const [line = ""] = whole.split("\n");
  const text = line.replace(/\p{Cc}/gu, " ").trim();
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown === "" ? name : `${name}: ${shown}`;
}
