import type { Clock } from "../clock.js";
import type { Permit } from "../flow/permit.js";
import type { Entry, RegionHealth } from "../health/region.js";
import type { OutcomeClass } from "../outcome/outcome.js";
import type { Said } from "./recent.js";

/** An attempt's leave to go, in one lane. */
export interface LanePermit {
  readonly waitedMs: number;
  /** The service has begun to answer: of a stream, long before its end. */
  answered(): void;
  /**
   * Says what came of it. Only the first call counts. `tokens`: what it really used, where that is known;
   * `retryAfterMs`: what the service asked for, bounded by who read it.
   */
  end(outcome: OutcomeClass, tokens?: number, retryAfterMs?: number): void;
}

/** A permit of the limiter as an attempt holds it; `onEnd` is called once. */
export function lanePermit(
  permit: Permit<Entry>,
  health: RegionHealth,
  clock: Clock,
  onEnd: (said: Said, tokens: number | undefined) => void,
): LanePermit {
  const sentAt = clock.now();
  let ended = false;
  return {
    waitedMs: permit.waitedMs,
    answered: () => {
      permit.answered();
      health.answered(permit.entry, clock.now());
    },
    end: (outcome, tokens, retryAfterMs = 0) => {
      if (ended) return;
      ended = true;
      onEnd({ outcome, sentAt, now: clock.now(), retryAfterMs }, tokens);
    },
  };
}
