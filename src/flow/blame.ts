import { accuse, acquitted, type Case, type Level, NO_CASE } from "./evidence.js";

/**
 * "Too many requests" means one of two things: too many at once, or too many a minute. They call for different answers,
 * and the words don't tell. The levels in flight do: slots refuse above a level and serve below it; a rate does not
 * care, and refuses at a level that was served all along, as soon as its bucket is empty.
 *
 * Slots are blamed until the evidence speaks for a rate. Who wrongly blames a rate finds out too, and is slower to
 * believe it again.
 */
export interface Blame {
  /** Whether refusals are put down to a rate, since when, and how many requests per ms had passed until then. */
  readonly rate: boolean;
  readonly since: number;
  readonly before: number;
  /** How often it was put down to a rate wrongly. */
  readonly doubts: number;
  readonly case: Case;
}

export const NO_BLAME: Blame = { rate: false, since: 0, before: 0, doubts: 0, case: NO_CASE };

const ENOUGH = 0.9;
/** How much more it takes for each doubt, and how many doubts count. */
const SLOWER = 2;
const MOST_DOUBTS = 4;
/** A rate that is blamed and has brought down what passes below this is not to blame. Looked at after a while. */
const REGRETTABLE = 0.7;
const WHILE_ROUND_TRIPS = 20;

/** `lately`: requests per ms that passed in the last minute; 0: not known yet. */
export function refusedAt(blame: Blame, refused: Level, lately: number): Blame {
  // What was sent before the last lesson belongs to it.
  if (refused.sentAt <= blame.case.at) return blame;
  if (blame.rate) {
    const [next, innocent] = acquitted(blame.case, refused);
    return innocent ? doubted(blame, next) : { ...blame, case: next };
  }
  const next = accuse(blame.case, refused);
  if (next.score < ENOUGH * (1 + SLOWER * blame.doubts)) return { ...blame, case: next };
  const { now: since } = refused;
  return { ...blame, rate: true, since, before: lately, case: { ...next, score: 0 } };
}

/** Blaming a rate has cost too much of what used to pass: `perMs` is the rate that is left. */
export function regretted(blame: Blame, perMs: number, now: number, roundTripMs: number): Blame {
  if (!blame.rate || now < blame.since + WHILE_ROUND_TRIPS * roundTripMs) return blame;
  return perMs > REGRETTABLE * blame.before ? blame : doubted(blame, blame.case);
}

const doubted = (blame: Blame, next: Case): Blame => ({
  ...blame,
  rate: false,
  doubts: Math.min(MOST_DOUBTS, blame.doubts + 1),
  case: { ...next, score: 0 },
});
