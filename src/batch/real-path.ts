import { readlink, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { absent } from "./absent.js";

const LINKS = 40;

/** The file that a path leads to, through all its links, whether or not it is there yet: two names of one file are one. */
export async function realPath(path: string): Promise<string> {
  let at = path;
  for (let i = 0; i < LINKS; i++) {
    const there = await realpath(at).catch(absent);
    if (there !== undefined) return there;
    const target = await readlink(at).catch(absent);
    if (target === undefined) return at;
    at = resolve(dirname(at), target);
  }
  return at;
}
