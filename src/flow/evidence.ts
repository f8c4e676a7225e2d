/** An attempt that has ended: its place among those in flight. */
export interface Level {
  readonly level: number;
  readonly sentAt: number;
  readonly now: number;
  readonly roundTripMs: number;
}

/** What speaks for a rate and against slots. Levels in slots, times in ms. */
export interface Case {
  readonly score: number;
  /** The last lesson, and the level that was refused; when the first was. */
  readonly at: number;
  readonly low: number;
  readonly firstAt: number;
  /** Served since: in all, and at that level or above, with the sum of their levels. */
  readonly served: number;
  readonly high: number;
  readonly levels: number;
  /** The highest level served in this round trip and in the one before; when this one began. */
  readonly top: number;
  readonly topBefore: number;
  readonly turnedAt: number;
  readonly fellAt: number;
}

export const NO_CASE: Case = {
  score: 0,
  at: Number.NEGATIVE_INFINITY,
  low: Number.POSITIVE_INFINITY,
  firstAt: Number.POSITIVE_INFINITY,
  served: 0,
  high: 0,
  levels: 0,
  top: 0,
  topBefore: 0,
  turnedAt: 0,
  fellAt: Number.NEGATIVE_INFINITY,
};

/** Round trips over which evidence fades. */
const MEMORY = 150;
/** Served for so many round trips at a level, it was no gap in the network. */
const SUSTAINED = 2;
/** A fall is to less than this part of what was just served; one counts in so many round trips. */
const FALL = 0.6;
const FALLS_APART = 6;
/** A fall out of the very first ramp, within so many round trips. */
const FIRST = 3;
/** Against a rate: refusals above all that was served, more than below it. */
const ABOVE = 4;
const BELOW = 2;

/** Field by field, since every answer makes one: to spread so many fields takes the engine a microsecond. */
export function servedAt(state: Case, { level, sentAt, now, roundTripMs }: Level): Case {
  const turned = now > state.turnedAt + roundTripMs;
  const since = sentAt > state.at;
  const high = since && level >= state.low;
  return {
    score: state.score,
    at: state.at,
    low: state.low,
    firstAt: state.firstAt,
    served: state.served + (since ? 1 : 0),
    high: state.high + (high ? 1 : 0),
    levels: state.levels + (high ? level : 0),
    top: turned ? level : Math.max(state.top, level),
    topBefore: turned ? state.top : state.topBefore,
    turnedAt: turned ? now : state.turnedAt,
    fellAt: state.fellAt,
  };
}

const topOf = ({ top, topBefore }: Case): number => Math.max(top, topBefore);

const lesson = (state: Case, { level, now }: Level): Case => ({
  ...state,
  at: now,
  low: level,
  firstAt: Math.min(state.firstAt, now),
  served: 0,
  high: 0,
  levels: 0,
});

/**
 * A refusal, while slots are blamed. It speaks for a rate
 * - at a level that was refused, then served for long, and is refused again;
 * - of the only attempt under way, though others were served since the last refusal;
 * - far below what was served just now. That is what a bucket does that was full and is empty; most of all when it
 *   ends the first ramp.
 */
export function accuse(state: Case, refused: Level): Case {
  const { level, now, roundTripMs } = refused;
  const faded = state.score * Math.exp(-(now - state.at) / (MEMORY * roundTripMs));
  const next = { ...lesson(state, refused), score: faded };
  if (again(state, level)) return { ...next, score: faded + 1 };
  if (level === 1 && state.served > 0) return { ...next, score: faded + 0.5 };
  if (!fell(state, refused)) return next;
  const first = now < state.firstAt + FIRST * roundTripMs;
  const weight = first ? 1 : Math.max(0.5, Math.min(1, 6.5 / topOf(state)));
  return { ...next, score: faded + weight, fellAt: now };
}

const again = ({ high, levels, low }: Case, level: number): boolean =>
  high >= SUSTAINED * Math.max(low, level) && level <= levels / high;

function fell(state: Case, { level, now, roundTripMs }: Level): boolean {
  const fresh = now < state.turnedAt + 2 * roundTripMs;
  return fresh && level < FALL * topOf(state) && now > state.fellAt + FALLS_APART * roundTripMs;
}

/** A refusal, while a rate is blamed: slots refuse just above all that they serve, a rate anywhere. */
export function acquitted(state: Case, refused: Level): [next: Case, innocent: boolean] {
  const above = Math.sign(refused.level - topOf(state));
  const score = Math.max(0, state.score + (above < 0 ? -BELOW : above));
  return [{ ...lesson(state, refused), score }, score >= ABOVE];
}
