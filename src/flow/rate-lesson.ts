import { MINUTE_MS } from "../clock.js";
import type { Random } from "../random.js";
import { lately, type Mark, measured, withMark } from "./marks.js";
import { cycles, isLearnt, probeShare, type Rate, without } from "./rate.js";
import { between } from "./timing.js";

/** One request: what it takes of a quota, and when it went. */
export interface Grant {
  readonly cost: number;
  readonly at: number;
}

export interface RateStep {
  readonly rate: Rate;
  readonly reason: string;
}

/** Requests a second that a search begins with, where nothing is known. */
const BEGIN_PER_MS = 1 / 1000;
/** What is left of a searching rate where nothing has passed, and where too little has. */
const SEARCH_CUT = 0.34;
const TOO_LITTLE_CUT = 0.5;
/** Requests that must have passed between two refusals for them to measure a rate; ms that make it a good measure. */
const MEASURES = 3;
const GOOD_MEASURE_MS = 5000;
/** Refusals in a row, with nothing admitted between, that a rate bears. */
const PATIENCE = 3;
const LONGEST_PAUSE_MS = 20_000;
/** Nothing for so long, after more requests than that within the minute: the quota comes once a minute. */
const LONG_EMPTY_MS = 5000;
const ALLOTMENT = 4;
/** How far under the estimate a hold begins: at most, and in shares of a probe. */
const DEEPEST = 0.03;
const DEPTH_SHARES = 4;

/** The far side has refused for want of this rate. */
export function refusedBy(rate: Rate, { cost, at }: Grant, now: number, random: Random): RateStep {
  const back = without(rate, cost, at);
  if (at <= rate.learntAt) return { rate: back, reason: "sent before the last lesson" };
  const passed = passedSince(back);
  const fails = passed < cost / 2 ? rate.fails + 1 : 0;
  const here = { at, admitted: back.admitted, cost };
  const step = lesson({ ...back, fails, learntAt: now }, here, passed);
  return { ...step, rate: paused(marked(step.rate, here), here, random) };
}

/** A refusal that may have been for want of this rate. It is not held against it, but may measure it later. */
export function noted(rate: Rate, { cost, at }: Grant, now: number): Rate {
  const back = without(rate, cost, at);
  if (at <= rate.learntAt) return back;
  return marked({ ...back, learntAt: now }, { at, admitted: back.admitted, cost });
}

const passedSince = ({ admitted, marks }: Rate): number =>
  admitted - (marks.at(-1)?.admitted ?? Number.NEGATIVE_INFINITY);

/** Refusals with nothing passed between them say the same thing once. */
const marked = (rate: Rate, here: Mark): Rate =>
  rate.fails > 0 ? rate : { ...rate, marks: withMark(rate.marks, here) };

/** The bucket is empty now; longer each time that nothing came. */
function paused(rate: Rate, { at, cost }: Mark, random: Random): Rate {
  const gap = Math.min(MINUTE_MS, cost / rate.perMs);
  const more = rate.phase === "search" ? 0 : Math.min(LONGEST_PAUSE_MS, (2 ** rate.fails - 1) * gap);
  const paidUntil = Math.max(rate.paidUntil - gap, at) + gap * between(0, 0.25, random) + more;
  return { ...rate, paidUntil, grants: 0, grownAt: at };
}

function lesson(rate: Rate, here: Mark, passed: number): RateStep {
  if (!isLearnt(rate)) return begun(rate, here);
  if (isAllotment(rate, here)) return allotment(rate, here);
  const bears = rate.phase !== "search" && rate.fails <= PATIENCE;
  if (rate.fails > 0 && (bears || here.at < rate.emptySince + MINUTE_MS)) {
    return { rate, reason: "the quota is still empty: wait" };
  }
  if (rate.phase === "search" && passed < MEASURES * rate.mean) {
    const perMs = lowered(rate, rate.fails > 0 ? SEARCH_CUT : TOO_LITTLE_CUT);
    return { rate: { ...rate, perMs, near: true }, reason: "the quota is met too soon: search lower" };
  }
  if (rate.fails > 0) {
    const perMs = lowered(rate, TOO_LITTLE_CUT);
    return {
      rate: { ...rate, perMs, phase: "search", near: false },
      reason: "nothing for long: search anew",
    };
  }
  return { rate: held(rate, estimated(rate, here)), reason: "the quota is measured" };
}

/** Never below one request a minute: whoever asks more seldom learns nothing of the end of an outage. */
const lowered = (rate: Rate, share: number): number => Math.max(rate.mean / MINUTE_MS, rate.perMs * share);

/** The first lesson: what refusals before it say is known already. */
function begun(rate: Rate, here: Mark): RateStep {
  const { low, high } = measured(rate.marks, here);
  const first = rate.marks[0];
  const enough = first !== undefined && here.admitted - first.admitted >= MEASURES * rate.mean;
  const known = enough && high > 0 && high < Number.POSITIVE_INFINITY;
  const perMs = known ? (low + high) / 2 : rate.mean * BEGIN_PER_MS;
  const good = known && here.at - first.at > GOOD_MEASURE_MS;
  const phase = good ? "find" : "search";
  return { rate: { ...rate, perMs, estimate: perMs, phase }, reason: "a quota is met" };
}

/** Nothing for long, after much: it comes once a minute, and what passed before was the minute's. */
function isAllotment(rate: Rate, here: Mark): boolean {
  const last = rate.marks.at(-1)?.at ?? here.at;
  if (rate.fails < PATIENCE || here.at - last <= LONG_EMPTY_MS || rate.emptySince > last) return false;
  return lately(rate.checks, here.admitted, here.at).amount > ALLOTMENT * rate.mean;
}

function allotment(rate: Rate, here: Mark): RateStep {
  const perMs = lately(rate.checks, here.admitted, here.at).amount / MINUTE_MS;
  const most = rate.phase === "search" ? perMs : Math.min(rate.perMs, perMs);
  const next = {
    ...rate,
    perMs: most,
    estimate: most,
    phase: "hold",
    depth: 0,
    emptySince: here.at,
  } as const;
  return { rate: next, reason: "nothing for long: what passed was the minute's" };
}

/** What the marks say; a rate falls to a half at most, and a refusal never raises it. */
function estimated(rate: Rate, here: Mark): number {
  const { low, high } = measured(rate.marks, here);
  const middle = high === Number.POSITIVE_INFINITY ? low : (low + high) / 2;
  const between = middle + overflow(rate) * Math.max(0, rate.perMs - middle);
  return Math.max(rate.perMs / 2, Math.min(rate.perMs, between));
}

/**
 * A refusal later than due: the bucket had been full meanwhile, which made what passed less than the quota. The truth
 * lies between that and the rate that was refused.
 */
function overflow(rate: Rate): number {
  if (rate.phase !== "hold") return 0;
  const unused = rate.depth / probeShare(rate, rate.perMs) / 2;
  const due = 1.02 + 0.4 * unused ** 0.4;
  return Math.min(0.75, 1.5 * Math.max(0, cycles(rate) - due));
}

function held(rate: Rate, estimate: number): Rate {
  const depth = Math.min(DEEPEST, DEPTH_SHARES * probeShare(rate, estimate));
  return { ...rate, estimate, perMs: estimate * (1 - depth), phase: "hold", depth };
}
