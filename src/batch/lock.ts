import { open, readFile, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { field } from "../field.js";
import { batchError } from "./batch-error.js";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Of its own for each holder: a process number comes again. */
  readonly token: string;
}

const codeOf = (error: unknown): unknown => field(error, "code");

async function created(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(text);
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const { pid, host, token } = value as Holder; // checked below
    return typeof pid === "number" && typeof host === "string" && typeof token === "string"
      ? { pid, host, token }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine is there; one that we may not signal is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Resolves to false where somebody else is just doing it. */
async function takenAway(path: string, dead: Holder): Promise<boolean> {
  const claim = `${path}.${dead.token}`;
  // Whoever makes this file, and he alone, may remove the lock of that holder.
  if (!(await created(claim, ""))) return false;
  try {
    const now = await holderOf(path);
    if (now?.token === dead.token) await unlink(path);
    return true;
  } finally {
    await unlink(claim);
  }
}

const TRIES = 3;

/**
 * Locks an output for this process, by a file beside it. That of a process of this machine that is dead is taken over.
 *
 * @param token of its own for each call
 * @returns gives it back
 * @throws SpillwayError `BATCH_LOCKED`, naming process, machine and file
 */
export async function lock(path: string, token: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, host: hostname(), token };
  for (let i = 0; i < TRIES; i++) {
    if (await created(path, `${JSON.stringify(mine)}\n`)) return () => release(path, token);
    const holder = await holderOf(path);
    if (holder === undefined || holder.host !== mine.host || isAlive(holder.pid)) throw refusal(path, holder);
    await takenAway(path, holder);
  }
  throw refusal(path, await holderOf(path));
}

async function release(path: string, token: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder?.token === token) await unlink(path);
}

function refusal(path: string, holder: Holder | undefined): Error {
  const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return batchError(
    "BATCH_LOCKED",
    `${who} writes to this output: let it end, or choose another output. If it is there no more, remove ${path}.`,
  );
}
