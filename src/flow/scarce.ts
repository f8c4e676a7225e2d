import type { Random } from "../random.js";
import type { AdaptiveState } from "./adaptive-state.js";
import { moved, type WindowSample, type WindowSettings, type WindowStep } from "./law.js";
import { between, roundTripOf } from "./timing.js";

/** Of an outage: first, longest, and growth between them. Capacity errors keep it short: a breaker takes over. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 11_000;
const PAUSE_GROWTH = 2.2;
const SHORT_PAUSE_MS = 200;

/** Round trips between bids of a client that holds one slot among many. */
const BID_ROUND_TRIPS = 4;

/** Below one slot: what a bid won at once adds, what a lost one leaves, and the least that is left. */
const WON = 0.1;
const LOST = 0.7;
const LEAST = 0.4;

/** Below one slot: round trips between turns, of a whole slot; answers of a turn, and more for each bid lost for it. */
const TURN_ROUND_TRIPS = 5;
const TURN = 1;
const TURN_PER_LOST_BID = 5;

/** Nothing else was in flight: an outage where the window was wide before, a crowd where it was not. */
export function alone(
  state: AdaptiveState,
  { now, kind }: WindowSample,
  options: WindowSettings,
  random: Random,
): WindowStep<AdaptiveState> {
  const { phase, before, timing, window, patience } = state;
  if (phase === "outage" || before.window >= 2) {
    const grown = phase === "outage" ? Math.min(LONGEST_PAUSE_MS, state.pauseMs * PAUSE_GROWTH) : PAUSE_MS;
    const pauseMs = kind === "unavailable" ? SHORT_PAUSE_MS : grown;
    const pausedUntil = now + pauseMs * between(0.75, 1.25, random);
    const out = { ...state, phase: "outage", ceiling: before.ceiling, pauseMs, pausedUntil } as const;
    return moved(out, 1, options, "nothing gets through: pause");
  }
  const held = { ...state, phase: "hold", probeAt: now } as const;
  if (patience >= 1) {
    const pausedUntil = now + BID_ROUND_TRIPS * roundTripOf(timing) * between(0.5, 1.5, random);
    return moved(
      { ...held, patience: patience - 1, pausedUntil },
      Math.min(1, window),
      options,
      "crowded: wait to bid",
    );
  }
  const to = Math.max(Math.min(LEAST, window), Math.min(1, window) * LOST);
  const pausedUntil = now + betweenTurns(state, to, random);
  return moved(
    { ...held, lost: state.lost + 1, turn: 0, pausedUntil },
    to,
    options,
    "crowded: less than a slot",
  );
}

const betweenTurns = ({ timing }: AdaptiveState, window: number, random: Random): number =>
  ((TURN_ROUND_TRIPS * roundTripOf(timing)) / window) * between(0.5, 1.5, random);

/**
 * An answer below one slot. A slot is kept for a turn, then left to others: the longer, the more bids it took to get
 * it, which bounds the part of attempts that are refused, whatever the size of the crowd.
 */
export function taken(
  state: AdaptiveState,
  now: number,
  options: WindowSettings,
  random: Random,
): WindowStep<AdaptiveState> {
  const begins = state.turn === 0;
  const window = Math.min(1, state.window + (begins && state.lost === 0 ? WON : 0));
  const turn = (begins ? TURN + TURN_PER_LOST_BID * state.lost : state.turn) - 1;
  const next = { ...state, lost: 0, turn };
  if (turn > 0 || window === 1) return moved(next, window, options, "crowded: a turn");
  const pausedUntil = now + betweenTurns(state, window, random);
  return moved({ ...next, pausedUntil }, window, options, "crowded: the turn is over");
}
