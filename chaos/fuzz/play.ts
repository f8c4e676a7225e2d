import { collect } from "../heap.js";
import { Dice } from "./dice.js";
import { pollution } from "./pollution.js";
import type { Flaw, Target } from "./target.js";
import { shown } from "./values.js";

/** A case that broke its target, and how to have it again. */
export interface Failure {
  readonly seed: string;
  readonly size: number;
  readonly flaw: string;
}

/** How one target fared. */
export interface Score {
  readonly target: string;
  readonly cases: number;
  readonly ms: number;
  readonly failures: number;
  /** The smallest that was found. */
  readonly smallest: Failure | undefined;
}

/** A case that takes so long hangs; garbage collections and a busy machine take less. */
const SLOW_MS = 2000;
const LARGEST = 12;
/** Cases that are tried for a smaller one. */
const SHRINKS = 3000;
const LOOK_EVERY = 1000;
const MOST_GROWTH = 64 * 2 ** 20;

/** Asked between cases, so that others get their turn. */
export type OnCases = (target: string, done: number) => void;

/** Plays so many cases of one target. */
export async function play(target: Target, cases: number, seed: number, onCases: OnCases): Promise<Score> {
  const begun = performance.now();
  const memory = level();
  let failures = 0;
  let first: Failure | undefined;
  for (let i = 0; i < cases; i++) {
    const at = `${seed}/${target.name}/${i}`;
    // Small ones first, then all sizes.
    const size = 1 + (i < LARGEST * 50 ? Math.floor(i / 50) : i % LARGEST);
    const flaw = await tried(target, at, size);
    if (flaw !== undefined) {
      failures++;
      if (first === undefined || size < first.size) first = { seed: at, size, flaw };
    }
    if (i % LOOK_EVERY === 0) onCases(target.name, i);
  }
  const rest = [target.close?.(), ...(cases > LOOK_EVERY ? [grown(memory)] : [])].filter(
    (flaw) => flaw !== undefined,
  );
  for (const flaw of rest) first ??= { seed: `${seed}/${target.name}`, size: LARGEST, flaw };
  const ms = performance.now() - begun;
  const smallest = first && (await smaller(target, first));
  return { target: target.name, cases, ms, failures: failures + rest.length, smallest };
}

async function tried(target: Target, seed: string, size: number): Promise<Flaw> {
  const begun = performance.now();
  try {
    const made = target.attempt(new Dice(seed, size));
    const flaw = made instanceof Promise ? await made : made;
    if (flaw !== undefined) return flaw;
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : shown(error)}`;
  }
  const ms = performance.now() - begun;
  if (ms > SLOW_MS) return `took ${Math.round(ms)} ms`;
  const dirty = pollution();
  return dirty && `changed ${dirty}`;
}

/** Looks for a smaller case that breaks it too: with what is generated from seeds, trying is all there is. */
async function smaller(target: Target, failure: Failure): Promise<Failure> {
  for (let i = 0; i < SHRINKS; i++) {
    const size = 1 + Math.floor((i * failure.size) / SHRINKS);
    if (size >= failure.size) break;
    const seed = `${failure.seed}/smaller/${i}`;
    const flaw = await tried(target, seed, size);
    if (flaw !== undefined) return { seed, size, flaw };
  }
  return failure;
}

function level(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function grown(before: number): Flaw {
  const more = level() - before;
  return more > MOST_GROWTH ? `kept ${Math.round(more / 2 ** 20)} MiB` : undefined;
}
