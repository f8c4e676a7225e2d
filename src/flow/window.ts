import type { Random } from "../random.js";
import { type AdaptiveState, changed, initial, PATIENCE } from "./adaptive-state.js";
import { holdMs, touched } from "./ceiling.js";
import { enough, seen } from "./demand.js";
import { doubt, doubtAgain } from "./doubt.js";
import {
  moved,
  stayed,
  type WindowLaw,
  type WindowSample,
  type WindowSettings,
  type WindowStep,
} from "./law.js";
import { alone, taken } from "./scarce.js";
import { between, guardMs, nextStart, roundTripOf, withRefusal, withServed } from "./timing.js";
import { lifted, missed, recover, resumed } from "./wider.js";

/** What an answer gives back of the patience with refusals. */
const PATIENCE_PER_ANSWER = 0.2;

/** What the second refusal in a row leaves, and each further one. */
const DEEP_CUT = 0.85;
const DEEPER_CUT = 0.5;

/** Part of the way come so far that the next step of a climb adds. */
const STRIDE = 1 / 4;

function due(state: AdaptiveState, inFlight: number, now: number): number | undefined {
  const { window, clamp, pausedUntil } = state;
  const slots = now < clamp.until ? Math.min(window, clamp.slots) : window;
  if (inFlight >= Math.max(1, Math.floor(slots))) return undefined;
  return Math.max(0, pausedUntil - now);
}

function sent(state: AdaptiveState, now: number): AdaptiveState {
  const { timing, window, phase } = state;
  const freshAt = Math.min(state.freshAt, now);
  if (phase === "start" && window >= 1 && timing.roundTripMs !== undefined) {
    return changed(state, {
      freshAt,
      pausedUntil: nextStart(state.pausedUntil, now, timing.roundTripMs / window),
    });
  }
  return freshAt === state.freshAt ? state : changed(state, { freshAt });
}

/**
 * AIMD with a memory. The far side refuses what is too much at once, and soon: a refusal takes milliseconds where an
 * answer takes seconds. So an attempt that is older than refusals usually are has been admitted, which confirms a step
 * long before its answer; and a refusal of our own probe says exactly where the ceiling is, so that there is nothing
 * to cut. What is cut in proportion is a window that was refused without having probed: the ceiling has come down, or
 * somebody shares it, and proportional cuts are what makes sharers converge.
 */
function step(
  state: AdaptiveState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<AdaptiveState> {
  const ms = sample.now - sample.sentAt;
  if (sample.kind === "served") {
    const timing = withServed(state.timing, ms);
    const patience = Math.min(PATIENCE, state.patience + PATIENCE_PER_ANSWER);
    const next = changed(state, { timing, roundTripMs: timing.roundTripMs, patience });
    return served(next, sample, options, random);
  }
  const timing = withRefusal(state.timing, ms);
  const clamp = { slots: sample.inFlight, until: sample.now + guardMs(timing) };
  const goal = sample.kind === "unavailable" ? state.goal : 0;
  return refused({ ...state, timing, clamp, goal }, sample, options, random);
}

function served(
  state: AdaptiveState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<AdaptiveState> {
  const { now, sentAt, denied } = sample;
  const outage = state.phase === "outage";
  const sure = guardMs(state.timing) * (outage ? 2 : 1);
  const admitted = sentAt > state.cutAt || now >= state.freshAt + sure;
  if (outage) return admitted ? recover(state, now, options) : stayed(state, "nothing gets through yet");
  const demand = seen(state.demand, sample.level, now, roundTripOf(state.timing));
  const next = changed(state, { demand, refusals: admitted ? 0 : state.refusals });
  if (!denied) {
    const idle = demand.since > state.demand.since && enough(demand, next.window) < next.window;
    if (idle) return shrunk(next, now, options);
    return stayed(changed(next, { raisedAt: now }), "no waiter was denied");
  }
  if (next.window < 1) return taken(next, now, options, random);
  if (next.phase === "start") return moved(next, next.window + options.increase, options, "slow start");
  if (next.phase === "climb") return climbed(next, now, options);
  if (next.refusals > 0 || now < next.probeAt) return stayed(next, "hold under the ceiling");
  const base = Math.floor(next.window);
  const probing = { ...next, phase: "climb", from: base, base, raisedAt: now } as const;
  // A window that was cut to a fraction does not fall to its whole part.
  return moved(probing, Math.max(next.window, base + options.increase), options, "probe");
}

/** Less is wanted than is held. Back to it soon when more is wanted again, unless that is refused. */
function shrunk(state: AdaptiveState, now: number, options: WindowSettings): WindowStep<AdaptiveState> {
  const to = enough(state.demand, state.window);
  const goal = Math.max(state.goal, state.window);
  const small = { ...state, phase: "climb", from: to, base: Math.floor(to), goal, raisedAt: now } as const;
  return moved(small, to, options, "less is wanted");
}

/** The next step of a climb, once the last one is confirmed. */
function climbed(state: AdaptiveState, now: number, options: WindowSettings): WindowStep<AdaptiveState> {
  const { timing, window, from, goal, raisedAt } = state;
  const roundTrip = roundTripOf(timing);
  const returning = window < goal;
  const confirmMs = returning
    ? 2 * guardMs(timing)
    : Math.max(guardMs(timing), (2 * roundTrip) / window, roundTrip / 10);
  if (now < raisedAt + confirmMs) return stayed(state, "the last step is not confirmed yet");
  const doubts = returning ? state.doubts : 0;
  const confirmed = { ...state, base: Math.floor(window), raisedAt: now, doubts };
  if (returning) {
    const to = Math.min(2 * window, goal);
    return moved({ ...confirmed, from: to }, to, options, "back to the window before");
  }
  // Where there are few slots, others may be climbing too.
  const far = window - from >= Math.max(1, from / 2);
  if (window < 4 && far) return stayed(rest(confirmed, now, options, 1), "far enough for so few slots");
  return moved(
    confirmed,
    window + options.increase * Math.max(1, STRIDE * (window - from)),
    options,
    "climb",
  );
}

function refused(
  state: AdaptiveState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<AdaptiveState> {
  const { now, inFlight, level } = sample;
  const echo = now < state.settlesAt;
  if (sample.sentAt <= state.cutAt) {
    if (!echo) return stayed(state, "sent before the last cut");
    const settled = Math.min(state.window, Math.max(1, state.base, inFlight));
    return moved(state, settled, options, "echo of the probe");
  }
  const first = state.refusals === 0 && state.phase !== "outage";
  const before = first ? { window: state.window, ceiling: state.ceiling } : state.before;
  const next = {
    ...state,
    before,
    refusals: state.refusals + 1,
    cutAt: now,
    freshAt: Number.POSITIVE_INFINITY,
  };
  if (level <= 1 && inFlight === 0) return alone(next, sample, options, random);
  const chance = between(0.75, 1.25, random);
  if (next.phase !== "hold") {
    const at = moved(next, Math.max(1, next.base, Math.min(next.window, inFlight)), options, "probe refused");
    const settlesAt = now + roundTripOf(next.timing) / 2;
    const resting = { ...rest(at.state, now, options, chance), settlesAt };
    if (sample.kind !== "unavailable") return { ...at, state: resting };
    const doubted = next.phase === "start" ? doubt(resting, next, now) : doubtAgain(resting, now);
    return { ...at, state: doubted };
  }
  if (echo && next.refusals <= 2) {
    const at = moved(next, Math.min(next.window, Math.max(1, level - 1)), options, "echo of the probe");
    return { ...at, state: rest(at.state, now, options, chance) };
  }
  return cut(next, sample, options, chance);
}

/** Refused without a probe: down to what was served, and in proportion. */
function cut(
  state: AdaptiveState,
  { now, level, kind }: WindowSample,
  options: WindowSettings,
  chance: number,
): WindowStep<AdaptiveState> {
  const served = Math.max(1, Math.min(state.window, level - 1));
  const deeper = state.refusals === 2 ? DEEP_CUT : DEEPER_CUT;
  const touching = state.refusals === 1 ? served : Math.max(1, served * deeper);
  const resting = rest({ ...state, window: touching }, now, options, chance);
  const to = state.refusals === 1 ? Math.max(1, served * options.decreaseFactor) : touching;
  const held = kind === "unavailable" ? doubt(resting, state, now) : resting;
  const done = moved(held, to, options, "multiplicative decrease");
  return { ...done, change: done.state.window - state.window };
}

/** Holds here, until a probe pays. */
function rest(state: AdaptiveState, now: number, options: WindowSettings, chance: number): AdaptiveState {
  const roundTrip = roundTripOf(state.timing);
  const ceiling = touched(state.ceiling, state.window, now, roundTrip);
  const probeAt = now + holdMs(ceiling, state.window, now, roundTrip, options.probeShare) * chance;
  return { ...state, phase: "hold", ceiling, probeAt };
}

export const adaptive: WindowLaw<AdaptiveState> = { initial, due, sent, step, lifted, resumed, missed };
