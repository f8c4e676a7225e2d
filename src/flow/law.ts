import type { Random } from "../random.js";
import type { WindowSettings } from "../settings/settings.js";

export type { WindowSettings } from "../settings/settings.js";

/** What one ended attempt says. */
export interface WindowSample {
  readonly kind: "served" | "throttled" | "unavailable";
  readonly sentAt: number;
  /** Attempts in flight when it was sent, itself included. */
  readonly level: number;
  readonly now: number;
  /** Attempts in flight, this one not counted. */
  readonly inFlight: number;
  /** Whether a waiter was denied since the last sample: growth without need would be a guess. */
  readonly denied: boolean;
}

/** What every law's state shows of itself. */
export interface WindowView {
  /** Slots, fractional. Below 1 single attempts go with pauses between them, as the law says. */
  readonly window: number;
  /** Smoothed time that a served attempt held its permit, in ms. */
  readonly roundTripMs: number | undefined;
}

/** A decision: the new state, what changed, and why. */
export interface WindowStep<State> {
  readonly state: State;
  /** Slots gained or lost. */
  readonly change: number;
  readonly reason: string;
}

/** What something else than its own answers says of a window. */
export interface WidthHint {
  /** It is at least so wide, in slots. */
  readonly level: number;
  readonly reason: string;
  /** What answers take, as far as it does not know that itself; paces what is sent first. */
  readonly roundTripMs?: number | undefined;
}

/** A law of the window, all of it pure. */
export interface WindowLaw<State extends WindowView> {
  initial(options: WindowSettings): State;
  /** Milliseconds until one more attempt may be sent; `undefined`: not before an attempt ends. */
  due(state: State, inFlight: number, now: number): number | undefined;
  /** An attempt is sent. */
  sent(state: State, now: number, random: Random): State;
  /** Something else than answers says how wide it is; it knows of no ceiling. */
  lifted(state: State, hint: WidthHint, options: WindowSettings): WindowStep<State>;
  /** An outage is over, in which all was refused: back to `level`, quickly, but not all at once. */
  resumed(state: State, level: number, now: number, options: WindowSettings): WindowStep<State>;
  /** It is full, and calls go elsewhere for it: to twice as much, in steps. */
  missed(state: State, now: number, options: WindowSettings): WindowStep<State>;
  /** An attempt has ended. */
  step(state: State, sample: WindowSample, options: WindowSettings, random: Random): WindowStep<State>;
}

/** Why a window is wider than its own answers say. */
export const LIFTED = "refused for a quota, not for its width";
export const EXPECTED = "begin as wide as home was";

/** Of a window that is found to be too small for what comes its way. */
export const MISSED = "calls went elsewhere";

/** Of a window that comes back after its breaker has closed, and what it begins with of what it was. */
export const RESUMED = "the breaker closed";
export const RESUMED_SHARE = 0.5;

/** Of a window that other settings have put within other bounds. */
export const CHANGED = "the settings changed";

/** Until the first answer nobody knows the service time; a second is near enough to what models take. */
export const UNKNOWN_ROUND_TRIP_MS = 1000;

/** Moves a window, within its bounds. */
export function moved<State extends WindowView>(
  state: State,
  to: number,
  options: WindowSettings,
  reason: string,
): WindowStep<State> {
  const window = Math.min(options.max, Math.max(options.min, to));
  return { state: { ...state, window }, change: window - state.window, reason };
}

/** Leaves a window as it is. */
export const stayed = <State>(state: State, reason: string): WindowStep<State> => ({
  state,
  change: 0,
  reason,
});
