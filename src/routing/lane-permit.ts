import type { Clock } from "../clock.js";
import type { Permit } from "../flow/permit.js";
import type { Entry, RegionHealth } from "../health/region.js";
import type { OutcomeClass } from "../outcome/outcome.js";
import type { Said } from "./recent.js";

/** An attempt's leave to go, in one lane. */
export interface LanePermit {
  readonly waitedMs: number;
  /** Tokens that were reserved for it; 0 where none matter. */
  readonly reserved: number;
  /** It asks whether a breaker may close. */
  readonly probe: boolean;
  /** The service has begun to answer: of a stream, long before its end. */
  answered(): void;
  /**
   * Says what came of it. Only the first call counts. `tokens`: what it really used, where that is known;
   * `retryAfterMs`: what the service asked for, bounded by who read it.
   */
  end(outcome: OutcomeClass, tokens?: number, retryAfterMs?: number): void;
  /** Ends it as if it had never been: nothing was sent. */
  giveBack(): void;
}

/** What a lane does about attempts of its own. One for the lane: each attempt makes as little as it can. */
export interface Watcher {
  answered(sentAt: number): void;
  /** Called once for each permit. */
  ended(permit: Permit<Entry>, said: Said, tokens: number | undefined): void;
  /** Called once, instead, for one that was not used. */
  givenBack(permit: Permit<Entry>, now: number): void;
}

/** A permit of the limiter as an attempt holds it. */
export function lanePermit(
  permit: Permit<Entry>,
  { health, clock }: { readonly health: RegionHealth; readonly clock: Clock },
  watcher: Watcher,
): LanePermit {
  const sentAt = clock.now();
  let ended = false;
  return {
    waitedMs: permit.waitedMs,
    reserved: permit.reserved,
    probe: permit.entry.region.probe || permit.entry.lane.probe,
    answered: () => {
      // What has ended may be of a lane that is forgotten by now.
      if (ended) return;
      permit.answered();
      health.answered(permit.entry, clock.now());
      watcher.answered(sentAt);
    },
    end: (outcome, tokens, retryAfterMs = 0) => {
      if (ended) return;
      ended = true;
      watcher.ended(permit, { outcome, sentAt, now: clock.now(), retryAfterMs }, tokens);
    },
    giveBack: () => {
      if (ended) return;
      ended = true;
      watcher.givenBack(permit, clock.now());
    },
  };
}
