import { MINUTE_MS } from "../clock.js";
import type { Lesson } from "../outcome/outcome.js";

/** What counts by its share, and what proves something at all. */
export type Counted = "fault" | "late";
export type Proof = Exclude<Lesson["breaker"], "neutral">;

/** An attempt that has ended. */
export interface Ended {
  readonly model: string;
  readonly verdict: Proof;
  readonly sentAt: number;
  readonly at: number;
}

/** Attempts that have not ended. */
export interface UnderWay {
  /** Those that may be served just now. */
  readonly models: readonly string[];
  readonly attempts: Iterable<{ readonly sentAt: number }>;
}

const NOBODY: UnderWay = { models: [], attempts: [] };

export interface ShareOptions {
  /** Shares, from 0 to 1, of the last `shareOf` attempts. */
  readonly serverErrorShare: number;
  readonly timeoutShare: number;
  readonly shareOf: number;
}

const WORDS: Readonly<Record<Counted, string>> = { fault: "server errors", late: "timeouts" };

/**
 * Why to trip, or undefined: of the last `shareOf` attempts, all of the last minute, so many were faults, or so many
 * were timeouts, and no model seems well. One that does shows that the region is: then each of the others is to blame
 * for itself. A model seems well that was served among those attempts, or has some under way, and is itself below the
 * share.
 *
 * Faults are quicker than answers, so in a burst they come first. So what was sent with those that have ended, and has
 * already lasted twice as long as a fault does, counts among the attempts, too. What was sent before dilutes nothing.
 */
export function shareTrips(
  last: readonly Ended[],
  counted: Counted,
  options: ShareOptions,
  now: number,
  underWay: UnderWay = NOBODY,
): string | undefined {
  const share = counted === "fault" ? options.serverErrorShare : options.timeoutShare;
  // Older attempts say nothing of today.
  const recent = last.filter(({ at }) => now - at <= MINUTE_MS);
  const failed = failures(recent, counted);
  const lasting = lastingSince(recent, counted, underWay, now);
  if (recent.length < options.shareOf || failed / (recent.length + lasting) < share) return undefined;
  const models = tallies(recent, counted, underWay.models);
  if (models.some((own) => own.alive && own.failed / Math.max(own.attempts, 1) < share)) return undefined;
  return `${failed} of the last ${recent.length} attempts were ${WORDS[counted]}`;
}

function lastingSince(
  recent: readonly Ended[],
  counted: Counted,
  { attempts }: UnderWay,
  now: number,
): number {
  const since = Math.min(...recent.map(({ sentAt }) => sentAt));
  const faults = recent.filter(({ verdict }) => verdict === counted);
  const took = faults.reduce((sum, { at, sentAt }) => sum + at - sentAt, 0) / Math.max(1, faults.length);
  let lasting = 0;
  for (const { sentAt } of attempts) if (sentAt >= since && now - sentAt > 2 * took) lasting++;
  return lasting;
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
