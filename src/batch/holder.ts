import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { field } from "../field.js";

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Of its own for each holder: a process number comes again. */
  readonly token: string;
  /** When its process began, in whatever the system counts, where it tells that: it tells a number that came again. */
  readonly began?: string | undefined;
}

/** What this process holds: another that had its number holds nothing. */
export const heldHere = new Set<string>();

export const holderHere = async (token: string): Promise<Holder> => ({
  pid: process.pid,
  host: hostname(),
  token,
  began: await beganAt(process.pid),
});

export async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const { pid, host, token, began } = value as Holder; // checked below
    if (typeof pid !== "number" || typeof host !== "string" || !/^\w+$/.test(token)) return undefined;
    return { pid, host, token, began: typeof began === "string" ? began : undefined };
  } catch {
    return undefined;
  }
}

const FIELD_AFTER_NAME = 19;

/** Linux tells it in `/proc`, as the 22nd field: the second is a name in brackets, of any characters. */
async function beganAt(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[FIELD_AFTER_NAME];
}

/** Whether a process of this machine is there; one that we may not signal is. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return field(error, "code") !== "ESRCH";
  }
}

/** Whether the process that made it is known to be no more. Of those of other machines nobody knows. */
export async function isGone({ pid, host, token, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!isThere(pid)) return true;
  const now = began === undefined ? undefined : await beganAt(pid);
  if (now !== undefined) return now !== began;
  // In a container each process in turn may be the first.
  return pid === process.pid && !heldHere.has(token);
}
