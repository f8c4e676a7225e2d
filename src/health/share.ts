import type { Lesson } from "../outcome/outcome.js";

/** What counts by its share, and what proves something at all. */
export type Counted = "fault" | "late";
export type Proof = Exclude<Lesson["breaker"], "neutral">;

/** An attempt that has ended. */
export interface Ended {
  readonly model: string;
  readonly verdict: Proof;
  readonly at: number;
}

export interface ShareOptions {
  /** Shares, from 0 to 1, of the last `shareOf` attempts. */
  readonly serverErrorShare: number;
  readonly timeoutShare: number;
  readonly shareOf: number;
}

/** Older attempts say nothing of today. */
const MINUTE_MS = 60_000;

const WORDS: Readonly<Record<Counted, string>> = { fault: "server errors", late: "timeouts" };

/**
 * Why to trip, or undefined: of the last `shareOf` attempts, all of the last minute, so many were faults, or so many
 * were timeouts, and no model seems well. One that does shows that the region is: then each of the others is to blame
 * for itself. A model seems well that was served among those attempts, or has some under way, and is itself below the
 * share.
 *
 * An attempt counts when it ends. Faults are quicker than answers, so right after a pause they come first; and what is
 * under way dilutes nothing.
 *
 * @param underWay the models with attempts under way
 */
export function shareTrips(
  last: readonly Ended[],
  counted: Counted,
  options: ShareOptions,
  now: number,
  underWay: readonly string[] = [],
): string | undefined {
  const share = counted === "fault" ? options.serverErrorShare : options.timeoutShare;
  const recent = last.filter(({ at }) => now - at <= MINUTE_MS);
  const failed = failures(recent, counted);
  if (recent.length < options.shareOf || failed / recent.length < share) return undefined;
  const models = tallies(recent, counted, underWay);
  if (models.some((own) => own.alive && own.failed / Math.max(own.attempts, 1) < share)) return undefined;
  return `${failed} of the last ${recent.length} attempts were ${WORDS[counted]}`;
}

const failures = (ended: readonly Ended[], counted: Counted): number =>
  ended.reduce((sum, { verdict }) => (verdict === counted ? sum + 1 : sum), 0);

/** What was seen of one model: whether it was served or may be just now, and how many of its attempts failed. */
interface Tally {
  alive: boolean;
  attempts: number;
  failed: number;
}

function tallies(recent: readonly Ended[], counted: Counted, underWay: readonly string[]): Tally[] {
  const models = new Map<string, Tally>();
  for (const model of underWay) models.set(model, { alive: true, attempts: 0, failed: 0 });
  for (const { model, verdict } of recent) {
    const own = models.get(model) ?? { alive: false, attempts: 0, failed: 0 };
    own.alive ||= verdict === "up";
    own.attempts++;
    if (verdict === counted) own.failed++;
    models.set(model, own);
  }
  return [...models.values()];
}
