import { SpillwayError } from "../errors.js";
import { field } from "../field.js";
import { isUnknownCaller } from "../outcome/credentials.js";

/** What the system says of files, for readers. */
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

const CLOCK = /Skewed|RequestExpired|InTheFuture|SignatureDoesNotMatch|InvalidSignature/;
const TLS = /^(EPROTO|ERR_TLS_\w+|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_(VERIFY|GET_ISSUER)\w+)$/;

const SERVICE: readonly (readonly [name: RegExp, hint: string])[] = [
  [/AccessDenied/, "Ask for bedrock:InvokeModel and for access to the model, or try another --model."],
  [/ResourceNotFound|Validation/, "See that --model is an id or a profile that is offered in this region."],
];

const SIGN_IN = "Sign in, for example by aws sso login, and run the same command again.";

/** What an error is about. */
export interface About {
  /** The file that is meant where the error names none, or names one beside it. */
  readonly path: string;
  /** Whether the same command would go on where it ended. */
  readonly goesOn: boolean;
}

/** An error for the reader: what it is about, and what to do next. */
export function explain(error: unknown, about: About): Error {
  if (error instanceof SpillwayError) return error;
  const code = String(field(error, "code") ?? "");
  const words = FILES[code];
  if (words !== undefined)
    return new Error(ofFile(code, words, field(error, "path"), about), { cause: error });
  const name = String(field(error, "name") ?? "");
  const hint = hintOf(error, name, code);
  if (hint === undefined) return error instanceof Error ? error : new Error(String(error));
  return new Error(`${name}: ${String(field(error, "message") ?? "")} ${hint}`, { cause: error });
}

function hintOf(error: unknown, name: string, code: string): string | undefined {
  if (TLS.test(code)) {
    return "Something between here and AWS shows a certificate of its own: name its file by NODE_EXTRA_CA_CERTS.";
  }
  // Not all of them are the clock's fault, but signing in again mends none.
  if (CLOCK.test(name))
    return "Set the clock of this machine right, or the secret key: spillway doctor tells which.";
  if (name === "SyntaxError")
    return "Something between here and AWS may answer with a page: see the proxy, or sign in to the network.";
  return isUnknownCaller(error) ? SIGN_IN : SERVICE.find(([known]) => known.test(name))?.[1];
}

function ofFile(code: string, words: string, named: unknown, { path, goesOn }: About): string {
  const beside = typeof named === "string" && named !== path && named.startsWith(path);
  const what = beside ? `the folder of ${path}` : String(named ?? path);
  const next =
    goesOn && FULL.has(code) ? " What was answered is saved: make room, and run the same command again." : "";
  const lost =
    goesOn || code !== "EPIPE" ? "" : " What was in flight is lost; results in a file can be gone on with.";
  return `${what === "-" ? "standard output" : what} ${words} (${code}).${next}${lost}`;
}
