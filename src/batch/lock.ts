import { link, rm, stat, writeFile } from "node:fs/promises";
import { field } from "../field.js";
import { absent } from "./absent.js";
import { batchError } from "./batch-error.js";
import { type Holder, heldHere, holderHere, holderOf, isGone } from "./holder.js";

/** The same to all who can't read who holds it. */
const UNREADABLE = "unreadable";
/** No holder takes so long to write who it is. */
const UNREADABLE_MS = 10_000;
const TRIES = 3;

/**
 * Makes a lock that is whole from its first moment: a full disk, or a kill, leaves none.
 *
 * @returns false where there is one
 */
async function created(path: string, mine: Holder): Promise<boolean> {
  const whole = `${path}.${mine.token}.tmp`;
  const text = `${JSON.stringify(mine)}\n`;
  try {
    await writeFile(whole, text);
    await link(whole, path).catch(async (error: unknown) => {
      if (field(error, "code") === "EEXIST") throw error;
      // A file system without links.
      await written(path, text);
    });
    return true;
  } catch (error) {
    if (field(error, "code") === "EEXIST") return false;
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
}

async function written(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if (field(error, "code") !== "EEXIST") await rm(path, { force: true });
    throw error;
  }
}

/** The token of a lock whose holder is no more; undefined where it may be there. */
async function deadToken(path: string, mine: Holder): Promise<string | undefined> {
  const holder = await holderOf(path);
  if (holder !== undefined) return (await isGone(holder)) ? holder.token : undefined;
  return (await isOld(path, mine)) ? UNREADABLE : undefined;
}

/** By the clock of the file system, which may be another machine's. */
async function isOld(path: string, { token }: Holder): Promise<boolean> {
  const there = await stat(path).catch(absent);
  if (there === undefined) return false;
  const now = `${path}.${token}.now`;
  try {
    await writeFile(now, "");
    return (await stat(now)).mtimeMs - there.mtimeMs > UNREADABLE_MS;
  } finally {
    await rm(now, { force: true });
  }
}

/** Takes a dead one away, or leaves that to who is just doing it. */
async function takeAway(path: string, token: string, mine: Holder): Promise<void> {
  // Whoever holds this one, and he alone, may remove the lock of that holder.
  const claim = `${path}.${token}`;
  if (!(await acquired(claim, mine))) return;
  try {
    if ((await deadToken(path, mine)) === token) await rm(path, { force: true });
  } finally {
    await release(claim, mine.token);
  }
}

async function acquired(path: string, mine: Holder): Promise<boolean> {
  for (let i = 0; i < TRIES; i++) {
    if (await created(path, mine)) return true;
    const dead = await deadToken(path, mine);
    if (dead !== undefined) await takeAway(path, dead, mine);
    else if ((await stat(path).catch(absent)) !== undefined) return false;
  }
  return false;
}

/**
 * Locks an output for this process, by a file beside it. That of a process of this machine that is no more is taken over,
 * and one of seconds ago that can't be read.
 *
 * @param token of its own for each call, of letters and digits
 * @returns gives it back
 * @throws SpillwayError `BATCH_LOCKED`, naming process, machine and file
 */
export async function lock(path: string, token: string): Promise<() => Promise<void>> {
  heldHere.add(token);
  try {
    if (!(await acquired(path, await holderHere(token)))) throw refusal(path, await holderOf(path));
  } catch (error) {
    heldHere.delete(token);
    throw error;
  }
  return async () => {
    await release(path, token);
    heldHere.delete(token);
  };
}

async function release(path: string, token: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder?.token === token) await rm(path, { force: true });
}

function refusal(path: string, holder: Holder | undefined): Error {
  const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return batchError(
    "BATCH_LOCKED",
    `${who} writes to this output: let it end, or choose another output. If it is there no more, remove ${path}.`,
  );
}
