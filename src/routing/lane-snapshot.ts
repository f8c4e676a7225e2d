import type { BreakerState, LaneName } from "../events.js";
import type { WindowView } from "../flow/law.js";

/** What a lane has counted since it was made. */
export interface LaneCounters {
  attempts: number;
  served: number;
  throttled: number;
  unavailable: number;
  ignored: number;
  refused: number;
}

/** A lane at one moment, for those who look on. */
export interface LaneView {
  /** Slots, fractional. */
  readonly window: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Of the breakers before it the one that is further from closed. */
  readonly breaker: BreakerState;
}

/** A lane as plain data. */
export interface LaneSnapshot extends LaneName {
  /** Slots, fractional. */
  readonly window: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Smoothed time that a served attempt held its permit, in ms; null before the first. */
  readonly roundTripMs: number | null;
  /**
   * Quotas stated and learnt, what was admitted of the stated ones, and tokens per byte of input where tokens count;
   * empty where no quota matters.
   */
  readonly quotas: Readonly<Record<string, number>>;
  /** Repetitions that its retry bucket would pay for now. */
  readonly retryBudget: number;
  readonly counters: Readonly<LaneCounters>;
}

export const noCounts = (): LaneCounters => ({
  attempts: 0,
  served: 0,
  throttled: 0,
  unavailable: 0,
  ignored: 0,
  refused: 0,
});

interface Limiting {
  readonly window: WindowView;
  readonly inFlight: number;
  readonly queued: number;
}

export const viewOf = (
  { window: { window }, inFlight, queued }: Limiting,
  breaker: BreakerState,
): LaneView => ({
  window,
  inFlight,
  queued,
  breaker,
});

/** What a limiter shows of itself. */
export const lineOf = ({
  window: { window, roundTripMs },
  inFlight,
  queued,
}: Limiting): Pick<LaneSnapshot, "window" | "inFlight" | "queued" | "roundTripMs"> => ({
  window,
  inFlight,
  queued,
  roundTripMs: roundTripMs ?? null,
});
