import { MINUTE_MS } from "../clock.js";
import { checked, less, type Mark } from "./marks.js";

/**
 * A rate that is learnt from refusals, of requests (each costs 1) or of tokens. Pure; how it learns is in
 * rate-lesson.ts.
 *
 * What is admitted pays before it goes: a request of cost c waits until c has trickled in since the one before.
 */
export interface Rate {
  /** Units per ms that we send at most; Infinity: nothing is known, nothing held back. */
  readonly perMs: number;
  /** The quota as last estimated, in units per ms. */
  readonly estimate: number;
  /**
   * - `search`: from about one request a second upwards, until a refusal that measures something;
   * - `hold`: from just under the estimate slowly across it, until the next refusal;
   * - `find`: no refusal came when it was due, so the quota has grown: faster.
   */
  readonly phase: "search" | "hold" | "find";
  /** Until when all that was admitted is paid for; what settlements gave back and nobody has spent. */
  readonly paidUntil: number;
  readonly credit: number;
  /** All that was ever admitted, at its real cost as far as that is known. */
  readonly admitted: number;
  /** Refusals that measure, and moments of the last minute. */
  readonly marks: readonly Mark[];
  readonly checks: readonly Mark[];
  readonly learntAt: number;
  /** Since the last lesson: grants that had to wait, and refusals in a row with nothing admitted between. */
  readonly grants: number;
  readonly fails: number;
  /** Since when nothing has passed, where that may be the rest of a minute. */
  readonly emptySince: number;
  /** Smoothed cost of a request. */
  readonly mean: number;
  /** Which part of the estimate the hold begins under it. */
  readonly depth: number;
  readonly grownAt: number;
  /** The search had to go down before it goes up: it is near. */
  readonly near: boolean;
}

const MEAN_SMOOTHING = 0.05;
/** A timer wakes late by so much. The rate shall not suffer; whoever comes later was idle, and saves nothing up. */
const LATE_MS = 4;

/** Growth per grant at most, and how fast it doubles at most. */
const SEARCH = { perGrant: 1.19, doublesMs: 3000, nearDoublesMs: 8000 };
const FIND = { perGrant: 1.04, doublesMs: 13_000 };
/** Cycles of {@link probeShare} after which a refusal is overdue. */
const OVERDUE = 1.62;

export const NO_RATE: Rate = {
  perMs: Number.POSITIVE_INFINITY,
  estimate: Number.POSITIVE_INFINITY,
  phase: "search",
  paidUntil: Number.NEGATIVE_INFINITY,
  credit: 0,
  admitted: 0,
  marks: [],
  checks: [],
  learntAt: Number.NEGATIVE_INFINITY,
  grants: 0,
  fails: 0,
  emptySince: Number.NEGATIVE_INFINITY,
  mean: 0,
  depth: 0,
  grownAt: 0,
  near: false,
};

export const isLearnt = ({ perMs }: Rate): boolean => perMs !== Number.POSITIVE_INFINITY;

/** Milliseconds until `cost` may go. */
export const rateDue = (rate: Rate, cost: number, now: number): number =>
  isLearnt(rate) ? Math.max(0, rate.paidUntil + price(rate, cost) - now) : 0;

export const price = ({ credit, perMs }: Rate, cost: number): number => Math.max(0, cost - credit) / perMs;

/**
 * `cost` goes. `heldMs`: how much of this rate's pace somebody has waited for since the last grant; 0: nobody. Only a
 * rate that holds somebody back is what limits us, and may grow.
 */
export function granted(rate: Rate, cost: number, now: number, heldMs: number): Rate {
  const mean = rate.mean === 0 ? cost : rate.mean + MEAN_SMOOTHING * (cost - rate.mean);
  const checks = checked(rate.checks, rate.admitted, now);
  const next = counted(rate, mean, checks, rate.admitted + cost);
  if (!isLearnt(rate)) return next;
  const due = rate.paidUntil + price(rate, cost);
  const paid = {
    ...next,
    paidUntil: due >= now - Math.max(LATE_MS, heldMs) ? due : now,
    credit: Math.max(0, rate.credit - cost),
  };
  return heldMs > 0 ? grown({ ...paid, grants: rate.grants + 1 }, now) : { ...paid, grownAt: now };
}

/**
 * Field by field, since every request makes one, also where nothing is learnt: to spread so many fields into another
 * object takes the engine a microsecond.
 */
const counted = (rate: Rate, mean: number, checks: readonly Mark[], admitted: number): Rate => ({
  perMs: rate.perMs,
  estimate: rate.estimate,
  phase: rate.phase,
  paidUntil: rate.paidUntil,
  credit: rate.credit,
  admitted,
  marks: rate.marks,
  checks,
  learntAt: rate.learntAt,
  grants: rate.grants,
  fails: rate.fails,
  emptySince: rate.emptySince,
  mean,
  depth: rate.depth,
  grownAt: rate.grownAt,
  near: rate.near,
});

/** What was sent then has cost so much more (a debt), or less (to be spent at once), than was reserved. */
export function corrected(rate: Rate, more: number, sentAt: number, now: number): Rate {
  const next = without(rate, -more, sentAt);
  // Credit is what a rate gives back that was paid; before one is learnt nobody has paid.
  if (!isLearnt(rate)) return next;
  if (more > 0) return { ...next, paidUntil: indebted(rate, more, now) };
  return { ...next, credit: rate.credit - more };
}

/** A debt is paid at the rate that is known, and within a minute; a search knows none. */
const indebted = ({ phase, paidUntil, perMs }: Rate, more: number, now: number): number =>
  phase === "search"
    ? paidUntil
    : Math.max(paidUntil, Math.min(now + MINUTE_MS, Math.max(paidUntil, now) + more / perMs));

/** What was sent then was not admitted, or not at that cost. */
export const without = (rate: Rate, cost: number, sentAt: number): Rate => ({
  ...rate,
  admitted: rate.admitted - cost,
  marks: less(rate.marks, cost, sentAt),
  checks: less(rate.checks, cost, sentAt + 1),
});

/**
 * The chance of a refusal that a grant may carry: one cycle of a hold is 1 / share grants. Few requests a minute bear
 * more, since not knowing that a quota has grown costs them longer.
 */
export function probeShare({ mean }: Rate, perMs: number): number {
  const perMinute = (perMs * MINUTE_MS) / mean;
  return Math.min(0.036, Math.max(0.0015, 0.045 / perMinute ** 0.42));
}

/** How far the hold has come: at 1 it crosses the estimate. */
export const cycles = (rate: Rate): number => rate.grants * probeShare(rate, rate.perMs);

function grown(rate: Rate, now: number): Rate {
  const ms = now - rate.grownAt;
  const next = { ...rate, grownAt: now };
  const faster = (most: number, doublesMs: number): Rate => ({
    ...next,
    perMs: rate.perMs * Math.min(most, 2 ** (ms / doublesMs)),
  });
  if (rate.phase === "search") {
    return faster(SEARCH.perGrant, rate.near ? SEARCH.nearDoublesMs : SEARCH.doublesMs);
  }
  if (rate.phase === "find") return faster(FIND.perGrant, FIND.doublesMs);
  const share = probeShare(rate, rate.perMs);
  const past = rate.grants * share - 1;
  if (past > OVERDUE - 1) return { ...next, phase: "find" };
  // What is left unused below the estimate waits in the bucket; above it that is spent, ever faster.
  const over = past < 0 ? rate.depth * past : 6 * share * (past + 4 * past * past);
  return { ...next, perMs: rate.estimate * (1 + over) };
}
