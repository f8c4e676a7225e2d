import { type Ceiling, NO_CEILING } from "./ceiling.js";
import { type Demand, NO_DEMAND } from "./demand.js";
import type { WindowSettings } from "./law.js";
import { NO_TIMING, type Timing } from "./timing.js";

/**
 * - `start`: one slot more per served attempt, until the first refusal;
 * - `hold`: at the level that the far side was last seen to take, until it is time to probe;
 * - `climb`: one step up, and a wider one each time that the last was confirmed;
 * - `outage`: nothing gets through; single attempts after pauses find out when that ends.
 */
export type Phase = "start" | "hold" | "climb" | "outage";

/** All the law remembers of a lane. Times in ms, levels in slots. */
export interface AdaptiveState {
  readonly window: number;
  readonly roundTripMs: number | undefined;
  readonly phase: Phase;
  readonly timing: Timing;
  readonly ceiling: Ceiling;
  /** Where the climb began, the level that it has confirmed, and one that is known from before an outage. */
  readonly from: number;
  readonly base: number;
  readonly goal: number;
  readonly raisedAt: number;
  /** Ways back that were refused, one after the other. */
  readonly doubts: number;
  /** When to probe; until when refusals are still the echo of the last probe. */
  readonly probeAt: number;
  readonly settlesAt: number;
  /** The last cut, the first attempt sent after it, and refusals in a row with nothing admitted between them. */
  readonly cutAt: number;
  readonly freshAt: number;
  readonly refusals: number;
  /** What was known before those refusals. */
  readonly before: { readonly window: number; readonly ceiling: Ceiling };
  /** Until then no more than is in flight: a refused slot is not refilled at once. */
  readonly clamp: { readonly slots: number; readonly until: number };
  readonly pausedUntil: number;
  readonly pauseMs: number;
  /** Refusals of a single attempt that are borne before the window goes below one slot. */
  readonly patience: number;
  /** Below one slot: bids lost since the last answer, and answers left of the turn that they bought. */
  readonly lost: number;
  readonly turn: number;
  readonly demand: Demand;
}

/** How many refusals of a single attempt are borne, to begin with. */
export const PATIENCE = 6;

export function initial(options: Pick<WindowSettings, "initial">): AdaptiveState {
  const never = Number.NEGATIVE_INFINITY;
  return {
    window: options.initial,
    roundTripMs: undefined,
    phase: "start",
    timing: NO_TIMING,
    ceiling: NO_CEILING,
    from: 0,
    base: 0,
    goal: 0,
    raisedAt: never,
    doubts: 0,
    probeAt: never,
    settlesAt: never,
    cutAt: never,
    freshAt: Number.POSITIVE_INFINITY,
    refusals: 0,
    before: { window: options.initial, ceiling: NO_CEILING },
    clamp: { slots: 0, until: never },
    pausedUntil: never,
    pauseMs: 0,
    patience: PATIENCE,
    lost: 0,
    turn: 0,
    demand: NO_DEMAND,
  };
}

/**
 * The state with some of it changed. Field by field: every send and every answer makes one, and to spread so many
 * fields into another object takes the engine ten times as long (Node 20: 640 ns for 66).
 */
export const changed = (state: AdaptiveState, change: Partial<AdaptiveState>): AdaptiveState =>
  Object.assign(copied(state), change);

const copied = (state: AdaptiveState): AdaptiveState => ({
  window: state.window,
  roundTripMs: state.roundTripMs,
  phase: state.phase,
  timing: state.timing,
  ceiling: state.ceiling,
  from: state.from,
  base: state.base,
  goal: state.goal,
  raisedAt: state.raisedAt,
  doubts: state.doubts,
  probeAt: state.probeAt,
  settlesAt: state.settlesAt,
  cutAt: state.cutAt,
  freshAt: state.freshAt,
  refusals: state.refusals,
  before: state.before,
  clamp: state.clamp,
  pausedUntil: state.pausedUntil,
  pauseMs: state.pauseMs,
  patience: state.patience,
  lost: state.lost,
  turn: state.turn,
  demand: state.demand,
});
