import type { Random } from "../random.js";
import {
  MISSED,
  moved,
  RESUMED,
  RESUMED_SHARE,
  stayed,
  UNKNOWN_ROUND_TRIP_MS,
  type WidthHint,
  type WindowLaw,
  type WindowSample,
  type WindowSettings,
  type WindowStep,
} from "./law.js";

/** All the law remembers of a lane. */
export interface TextbookState {
  /** Slots, fractional. Below 1 it means one attempt every round trip / window. */
  readonly window: number;
  /** Smoothed time that a served attempt held its permit, in ms. */
  readonly roundTripMs: number | undefined;
  /** Doubling per round trip until the first cut. */
  readonly slowStart: boolean;
  /** Attempts that the far side held when it last refused one more. */
  readonly ceiling: number | undefined;
  /** When the last cut was made, what it left, and whether anything sent after it was served. */
  readonly cutAt: number;
  readonly afterCut: number;
  readonly servedSince: boolean;
  /** Refusals in a row of an attempt that was alone: nothing gets through, so nothing is learnt about the window. */
  readonly alone: number;
  readonly pausedUntil: number;
  /** When an attempt was last sent; paces a window below 1. */
  readonly sentAt: number;
}

const SMOOTHING = 0.2;
const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 8000;

const initial = (options: WindowSettings): TextbookState => ({
  window: options.initial,
  roundTripMs: undefined,
  slowStart: true,
  ceiling: undefined,
  cutAt: Number.NEGATIVE_INFINITY,
  afterCut: options.initial,
  servedSince: true,
  alone: 0,
  pausedUntil: Number.NEGATIVE_INFINITY,
  sentAt: Number.NEGATIVE_INFINITY,
});

/** Milliseconds until one more attempt may be sent; `undefined`: not before an attempt ends. */
function due(state: TextbookState, inFlight: number, now: number): number | undefined {
  const slots = state.alone > 0 ? 1 : Math.max(1, Math.floor(state.window));
  if (inFlight >= slots) return undefined;
  const paced = state.window < 1 ? state.sentAt + roundTrip(state) / state.window : now;
  return Math.max(0, paced - now, state.pausedUntil - now);
}

const sent = (state: TextbookState, now: number): TextbookState => ({ ...state, sentAt: now });

/**
 * AIMD on refusals: `increase` slots per round trip while callers wait, times `decreaseFactor` at a refusal, at most
 * once per round trip. Four additions that the textbook leaves open:
 *
 * - until the first cut the window doubles per round trip (slow start);
 * - within the round trip after a cut, further refusals lower the window to what is still in flight: that is what the
 *   far side carries, and a refused slot is not refilled;
 * - from one slot under the last ceiling on, it grows so slowly that a probe costs `probeShare` of the attempts;
 * - an attempt refused while alone, with nothing served since the last cut, is an outage and not congestion: the
 *   window stays, and lone probes follow after growing pauses.
 */
function step(
  state: TextbookState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<TextbookState> {
  return sample.kind === "served" ? served(state, sample, options) : refused(state, sample, options, random);
}

function served(
  state: TextbookState,
  sample: WindowSample,
  options: WindowSettings,
): WindowStep<TextbookState> {
  const held = sample.now - sample.sentAt;
  const known = state.roundTripMs;
  const next: TextbookState = {
    ...state,
    roundTripMs: known === undefined ? held : known + SMOOTHING * (held - known),
    servedSince: state.servedSince || sample.sentAt > state.cutAt,
    alone: 0,
    pausedUntil: Number.NEGATIVE_INFINITY,
  };
  if (!sample.denied) return stayed(next, "no waiter was denied");
  const { step, reason } = growth(next, options);
  return moved(next, next.window + step, options, reason);
}

/** Slots per served attempt: a full window of them makes one round trip. */
function growth(state: TextbookState, options: WindowSettings): { step: number; reason: string } {
  const { window, ceiling } = state;
  if (state.slowStart) return { step: 1, reason: "slow start" };
  const perRoundTrip = 1 / Math.max(1, window);
  if (ceiling === undefined || window < ceiling - 1 || window > ceiling + 1) {
    return { step: options.increase * perRoundTrip, reason: "additive increase" };
  }
  const probe = Math.min(options.increase, options.probeShare * Math.max(1, window));
  return { step: probe * perRoundTrip, reason: "probe near the last ceiling" };
}

function refused(
  state: TextbookState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<TextbookState> {
  const lone = sample.inFlight === 0;
  if (lone && (!state.servedSince || state.alone > 0)) return pause(state, sample, options, random);
  // Refused while nothing else was in flight: that says nothing about how much the far side holds.
  const ceiling = lone ? state.ceiling : sample.inFlight;
  const next: TextbookState = { ...state, slowStart: false, ceiling };
  const fresh = sample.sentAt > state.cutAt && sample.now - state.cutAt >= roundTrip(state);
  if (fresh) {
    const held = state.slowStart ? Math.min(state.window, sample.inFlight + 1) : state.window;
    const afterCut = held * options.decreaseFactor;
    // Cuts with nothing served between them belong to one fall: what the first left is what to go back to.
    const kept = state.servedSince ? afterCut : Math.max(afterCut, state.afterCut);
    const cut = { ...next, cutAt: sample.now, afterCut: kept, servedSince: false };
    return moved(cut, afterCut, options, "multiplicative decrease");
  }
  if (lone || sample.inFlight >= state.window) return stayed(next, "one cut per round trip");
  return moved(next, Math.max(1, sample.inFlight), options, "down to what is in flight");
}

/**
 * What the refusals of an outage took from the window was no lesson: it goes back to what the cut left. Pauses grow
 * after throttles; where capacity is missing they stay short, since a breaker is about to take over.
 */
function pause(
  state: TextbookState,
  sample: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<TextbookState> {
  const alone = state.alone + 1;
  const growth = sample.kind === "unavailable" ? 1 : 2 ** Math.min(alone, 30);
  const length = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * growth) * (0.5 + 0.5 * random());
  const paused = { ...state, alone, ceiling: undefined, pausedUntil: sample.now + length };
  return moved(paused, Math.max(state.window, state.afterCut), options, "nothing gets through: pause");
}

const roundTrip = (state: TextbookState): number => state.roundTripMs ?? UNKNOWN_ROUND_TRIP_MS;

const lifted = (
  state: TextbookState,
  { level, reason }: WidthHint,
  options: WindowSettings,
): WindowStep<TextbookState> =>
  moved({ ...state, ceiling: undefined }, Math.max(state.window, level), options, reason);

/** Half of it at once, the rest by doubling. */
const resumed = (
  state: TextbookState,
  level: number,
  now: number,
  options: WindowSettings,
): WindowStep<TextbookState> => {
  const fresh = { ...state, slowStart: true, ceiling: undefined, alone: 0, pausedUntil: now };
  return moved(fresh, Math.max(1, level * RESUMED_SHARE), options, RESUMED);
};

const missed = (state: TextbookState, _now: number, options: WindowSettings): WindowStep<TextbookState> =>
  moved({ ...state, slowStart: state.alone === 0, ceiling: undefined }, state.window, options, MISSED);

export const textbook: WindowLaw<TextbookState> = { initial, due, sent, step, lifted, resumed, missed };
