import { type AdaptiveState, initial } from "./adaptive-state.js";
import {
  moved,
  RESUMED,
  RESUMED_SHARE,
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
