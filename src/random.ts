/** A number in [0, 1), uniformly. */
export type Random = () => number;

/** Keeps a chance that is given from outside within its word: what is no number in [0, 1) is replaced by a half. */
export const soundRandom =
  (random: Random): Random =>
  () => {
    try {
      const drawn = random();
      return drawn >= 0 && drawn < 1 ? drawn : 0.5;
    } catch {
      return 0.5;
    }
  };

/** The machine's own chance. The only place that asks it. */
export const systemRandom: Random = () => Math.random();
