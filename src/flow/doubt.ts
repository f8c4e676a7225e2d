import type { AdaptiveState } from "./adaptive-state.js";
import { guardMs, roundTripOf } from "./timing.js";

/** Before the way back is tried, in round trips, and how much longer each further time. */
const FIRST = 1 / 8;
const LONGER = 4;

/**
 * One error of capacity may be chance and say nothing of a ceiling: services fail a part of their requests for reasons
 * of their own. So the window is cut, and the way back to what it was is tried soon. Where there is a ceiling, that is
 * refused, and the cut stands.
 */
export function doubt(state: AdaptiveState, before: AdaptiveState, now: number): AdaptiveState {
  if (before.refusals > 1) return doubtAgain(state, now);
  return back(state, Math.max(state.goal, before.window), now);
}

/** Refused again, or on the way back: half of the way is tried, later. */
export function doubtAgain(state: AdaptiveState, now: number): AdaptiveState {
  const goal = state.window + (state.goal - state.window) / 2;
  if (goal < state.window + 1) return { ...state, goal: 0, doubts: 0 };
  return back({ ...state, doubts: state.doubts + 1 }, goal, now);
}

function back(state: AdaptiveState, goal: number, now: number): AdaptiveState {
  const { timing, doubts, probeAt } = state;
  const pause = Math.max(2 * guardMs(timing), FIRST * roundTripOf(timing) * LONGER ** doubts);
  return { ...state, goal, probeAt: Math.min(probeAt, now + pause) };
}
