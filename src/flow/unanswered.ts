import type { WindowView } from "./law.js";

/** An attempt under way that has had no answer yet, not even the beginning of one. */
export interface Unanswered {
  readonly sentAt: number;
}

/** Patience with one that gives no sign, where answers are quick, and in round trips where they are not. */
const LIMIT_MS = 60_000;
const LIMIT_ROUND_TRIPS = 4;

/**
 * The attempts that have had no answer yet, oldest first. One that has been silent for very long may be silent for
 * ever (a dead connection); it keeps its permit, but no longer a slot of the window: a few of them would close the
 * lane for good.
 */
export class Silent {
  readonly #attempts = new Set<Unanswered>();

  add(sentAt: number): Unanswered {
    const attempt = { sentAt };
    this.#attempts.add(attempt);
    return attempt;
  }

  remove(attempt: Unanswered): void {
    this.#attempts.delete(attempt);
  }

  /** How many are overdue, and the milliseconds until the next one will be (Infinity: none). */
  overdue(now: number, { roundTripMs }: WindowView): { count: number; nextMs: number } {
    const limit = Math.max(LIMIT_MS, LIMIT_ROUND_TRIPS * (roundTripMs ?? 0));
    let count = 0;
    for (const { sentAt } of this.#attempts) {
      if (now - sentAt < limit) return { count, nextMs: sentAt + limit - now };
      count++;
    }
    return { count, nextMs: Number.POSITIVE_INFINITY };
  }
}
