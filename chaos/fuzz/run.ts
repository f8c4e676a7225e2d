import { type OnCases, play, type Score } from "./play.js";
import { allTargets } from "./targets/index.js";

/** What to play. */
export interface FuzzOptions {
  /** In all, if all targets are played. */
  readonly cases: number;
  readonly seed: number;
  /** Only targets whose name contains it. */
  readonly only?: string;
  readonly onCases?: OnCases;
}

/** Plays all targets, one after the other, each with its share of the cases. */
export async function fuzz({
  cases,
  seed,
  only = "",
  onCases = () => undefined,
}: FuzzOptions): Promise<Score[]> {
  const all = allTargets();
  const sum = all.reduce((total, target) => total + target.cases, 0);
  const orphans: string[] = [];
  const rejected = (error: unknown): number =>
    orphans.push(error instanceof Error ? `${error.stack}` : String(error));
  process.on("unhandledRejection", rejected);
  try {
    const scores: Score[] = [];
    for (const target of all.filter(({ name }) => name.includes(only))) {
      const share = Math.ceil((cases * target.cases) / sum);
      const score = await play(target, share, seed, onCases);
      scores.push(withOrphans(score, orphans.splice(0)));
    }
    return scores;
  } finally {
    process.off("unhandledRejection", rejected);
  }
}

/** A promise that fails in nobody's hands belongs to the target that was played. */
function withOrphans(score: Score, [orphan, ...others]: readonly string[]): Score {
  if (orphan === undefined) return score;
  const smallest = score.smallest ?? { seed: "", size: 0, flaw: `unhandled rejection: ${orphan}` };
  return { ...score, failures: score.failures + 1 + others.length, smallest };
}
