/** How many attempts were in flight at once, lately: what a window that nobody fills is measured against. */
export interface Demand {
  /** The most of this period, and of the one before it. */
  readonly level: number;
  readonly before: number;
  readonly since: number;
}

export const NO_DEMAND: Demand = {
  level: 0,
  before: Number.POSITIVE_INFINITY,
  since: Number.NEGATIVE_INFINITY,
};

/** A period, in round trips: longer than the pauses of a load that comes in bursts. */
const PERIOD = 20;

/** An attempt was sent as the `level`th in flight. */
export function seen(demand: Demand, level: number, now: number, roundTripMs: number): Demand {
  if (demand.since === Number.NEGATIVE_INFINITY) return { ...demand, level, since: now };
  if (now < demand.since + PERIOD * roundTripMs) return { ...demand, level: Math.max(demand.level, level) };
  return { level, before: demand.level, since: now };
}

/** The most of both periods; undefined: nothing was seen. */
export function most({ level, before }: Demand): number | undefined {
  const known = Math.max(level, Number.isFinite(before) ? before : 0);
  return known === 0 ? undefined : known;
}

/** The window that is enough: twice the demand, and down to it by halves, one a period. */
export const enough = (demand: Demand, window: number): number =>
  Math.max(window / 2, 2 * Math.max(demand.level, demand.before));
