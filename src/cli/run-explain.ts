import { SpillwayError } from "../errors.js";
import { field } from "../field.js";

const FILES: Readonly<Record<string, string>> = {
  EACCES: "may not be read or written by you",
  EPERM: "may not be read or written by you",
  EROFS: "is on a file system that can only be read",
  EISDIR: "is a directory, not a file",
  ENOENT: "is not there",
  ENOTDIR: "is not there: a part of its path is no directory",
  ENOSPC: "has no room: the disk is full",
  EDQUOT: "has no room: your quota of the disk is used up",
  EFBIG: "has no room: it is as large as a file may be here",
  EPIPE: "is read by nobody any more",
};

/** What was written stays, and the next run begins there. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

const SERVICE: readonly (readonly [name: RegExp, hint: string])[] = [
  [
    /Credentials|Token|UnrecognizedClient|InvalidSignature/,
    "Sign in, for example by aws sso login, and run the same command again.",
  ],
  [/AccessDenied/, "Ask for bedrock:InvokeModel and for access to the model, or try another --model."],
  [/ResourceNotFound|Validation/, "See that --model is an id or a profile that is offered in this region."],
];

/** An error for the reader: what it is about, and what to do next. */
export function explain(error: unknown, out: string): Error {
  if (error instanceof SpillwayError) return error;
  const code = String(field(error, "code") ?? "");
  const words = FILES[code];
  if (words !== undefined)
    return new Error(ofFile(code, words, String(field(error, "path") ?? out)), { cause: error });
  const name = String(field(error, "name") ?? "");
  const hint = SERVICE.find(([known]) => known.test(name))?.[1];
  if (hint === undefined) return error instanceof Error ? error : new Error(String(error));
  return new Error(`${name}: ${String(field(error, "message") ?? "")} ${hint}`, { cause: error });
}

function ofFile(code: string, words: string, path: string): string {
  const next = FULL.has(code)
    ? " What was answered until then is saved: make room, and run the same command again."
    : "";
  return `${path === "-" ? "standard output" : path} ${words} (${code}).${next}`;
}
