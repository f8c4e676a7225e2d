/** A number in [0, 1), uniformly. */
export type Random = () => number;

/** The machine's own chance. The only place that asks it. */
export const systemRandom: Random = () => Math.random();
