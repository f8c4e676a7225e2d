import { type AdaptiveState, initial } from "./adaptive-state.js";
import {
  MISSED,
  moved,
  RESUMED,
  RESUMED_SHARE,
  stayed,
  type WidthHint,
  type WindowSettings,
  type WindowStep,
} from "./law.js";

/** The first attempt after an outage was admitted. */
export const recover = (
  state: AdaptiveState,
  now: number,
  options: WindowSettings,
): WindowStep<AdaptiveState> => back(state, state.before.window, now, options, "the outage is over");

/** A breaker has closed. */
export const resumed = (
  state: AdaptiveState,
  level: number,
  now: number,
  options: WindowSettings,
): WindowStep<AdaptiveState> => back(state, level, now, options, RESUMED);

/** It holds under a ceiling that it has met, and calls go elsewhere: is the ceiling still there? */
export const missed = (
  state: AdaptiveState,
  now: number,
  options: WindowSettings,
): WindowStep<AdaptiveState> =>
  state.phase === "hold" && state.window >= 1
    ? back(state, Math.max(LEAST_GOAL, state.window / RESUMED_SHARE), now, options, MISSED)
    : stayed(state, MISSED);

/** A window of one or two slots has to climb by more than a slot to be told from others who climb. */
const LEAST_GOAL = 4;

/** To a share of what it was, and from there in steps, each confirmed. */
function back(
  state: AdaptiveState,
  goal: number,
  now: number,
  options: WindowSettings,
  reason: string,
): WindowStep<AdaptiveState> {
  const up = {
    ...state,
    phase: "climb",
    refusals: 0,
    from: 1,
    base: 1,
    goal,
    raisedAt: now,
    pausedUntil: now,
  } as const;
  return moved(up, Math.max(2, goal * RESUMED_SHARE), options, reason);
}

/** Begins anew at a width that something else than its own answers has told. */
export function lifted(
  state: AdaptiveState,
  { level, reason, roundTripMs }: WidthHint,
  options: WindowSettings,
): WindowStep<AdaptiveState> {
  const { timing, window } = state;
  const known = timing.roundTripMs ?? roundTripMs;
  const fresh = { ...initial(options), window, timing: { ...timing, roundTripMs: known } };
  return moved({ ...fresh, roundTripMs: state.roundTripMs }, Math.max(window, level), options, reason);
}
