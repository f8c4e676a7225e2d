import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { idOf } from "./records.js";
import type { Told } from "./service.js";

/** What is in an output. */
export interface Output {
  readonly lines: number;
  readonly answered: number;
  readonly failed: number;
  /** Records that are there more than once, that are missing, and lines that are no JSON. */
  readonly twice: number;
  readonly missing: number;
  readonly broken: number;
}

export async function readOutput(path: string, records: number): Promise<Output> {
  const seen = new Map<string, number>();
  let [lines, answered, failed, broken] = [0, 0, 0, 0];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    lines++;
    try {
      const { recordId, error } = JSON.parse(line) as { recordId: string; error?: unknown };
      seen.set(recordId, (seen.get(recordId) ?? 0) + 1);
      if (error === undefined) answered++;
      else failed++;
    } catch {
      broken++;
    }
  }
  const twice = [...seen.values()].filter((times) => times > 1).length;
  let missing = 0;
  for (let i = 0; i < records; i++) if (!seen.has(idOf(i))) missing++;
  return { lines, answered, failed, twice, missing, broken };
}

/** What was paid for more than once, and why. */
export interface PaidAgain {
  /** Requests beyond one for each record, rejections left out. */
  readonly requests: number;
  /** Most requests for one record, rejections left out. */
  readonly most: number;
  /** Requests beyond the first that no kill explains: it had ended long before one. */
  readonly unexplained: number;
  /** Of answers that were given and lost, the longest time between answer and kill. */
  readonly oldestLostMs: number;
}

/** An answer that is older than this when its process is killed should have been in the file. */
const FRESH_MS = 1500;

/** @param kills moments by the simulator's own clock */
export function paidAgain({ requests }: Told, kills: readonly number[]): PaidAgain {
  const last = new Map<number, { readonly times: number; readonly endedAt: number }>();
  let [again, most, unexplained, oldestLostMs] = [0, 0, 0, 0];
  for (const [index, at, endedAt] of requests) {
    const before = last.get(index);
    const times = (before?.times ?? 0) + 1;
    last.set(index, { times, endedAt });
    most = Math.max(most, times);
    if (before === undefined) continue;
    again++;
    const kill = kills.find((moment) => moment >= before.endedAt - FRESH_MS && moment <= at);
    if (kill === undefined) unexplained++;
    else oldestLostMs = Math.max(oldestLostMs, kill - before.endedAt);
    if (kill !== undefined && kill - before.endedAt > FRESH_MS) unexplained++;
  }
  return { requests: again, most, unexplained, oldestLostMs };
}
