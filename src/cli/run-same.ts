import { type BigIntStats, fstatSync } from "node:fs";
import { stat } from "node:fs/promises";
import { absent } from "../batch/absent.js";
import { filesOf } from "../batch/names.js";
import { realPath } from "../batch/real-path.js";
import { UsageError } from "./exit.js";

const STDIN = 0;
const STDOUT = 1;

/** What a path stands for; `-`: what the shell has joined to the standard stream. */
const standing = (path: string, stream: number): Promise<BigIntStats | undefined> =>
  path === "-"
    ? Promise.resolve(fstatSync(stream, { bigint: true }))
    : stat(path, { bigint: true }).catch(absent);

const isSame = (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean =>
  one?.isFile() === true && other !== undefined && one.dev === other.dev && one.ino === other.ino;

/**
 * Refuses an output whose files, the ones beside it as well, are the input under whatever name: the results would run over
 * the records.
 *
 * @throws UsageError
 */
export async function refuseSame(input: string, out: string): Promise<void> {
  const records = await standing(input, STDIN);
  const files = out === "-" ? ["-"] : filesOf(await realPath(out));
  for (const [i, file] of files.entries()) {
    if (!isSame(records, await standing(file, STDOUT))) continue;
    const what =
      i === 0 ? "--out is the input itself" : `${file}, which is written beside --out, is the input`;
    throw new UsageError(`${what}: name another file.`);
  }
}
