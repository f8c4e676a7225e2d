import type { Random } from "../random.js";
import { Breaker, type BreakerChange, type BreakerOptions } from "./breaker.js";
import { Last } from "./last.js";
import type { Pass } from "./probes.js";
import { type Ended, type ShareOptions, shareTrips, type UnderWay } from "./share.js";
import { type Kept, type Moment, standingOf, type Told, told } from "./snapshot.js";
import { NO_STREAK, shouldTrip, streakFailed, streakReset, streakServed, streakTimed } from "./trip.js";

export interface HealthOptions extends BreakerOptions, ShareOptions {
  /** Capacity errors in a row that trip. */
  readonly failures: number;
  /** `model`: lanes have breakers, the region has none. */
  readonly scope: "region" | "model";
}

/** A breaker with what may trip it: the streak of capacity errors, and the last attempts with their faults. */
export class Watched {
  readonly breaker: Breaker;
  #options: HealthOptions;
  /** Attempts that have entered and not left; of a lane, since a region's are those of its lanes. */
  readonly underWay = new Set<{ readonly sentAt: number }>();
  readonly #last: Last<Ended>;
  #streak = NO_STREAK;

  constructor(options: HealthOptions, random: Random, onChange: (change: BreakerChange) => void) {
    this.#options = options;
    this.#last = new Last(options.shareOf);
    this.breaker = new Breaker(options, random, (change) => {
      this.forget();
      onChange(change);
    });
  }

  get options(): HealthOptions {
    return this.#options;
  }

  /** Goes on by other settings, with what it remembers. */
  adjust(options: HealthOptions): void {
    this.#options = options;
    this.#last.resize(options.shareOf);
    this.breaker.adjust(options);
  }

  /** Whether there is something that must not be forgotten: it is open, and its time is not over. */
  open(now: number): boolean {
    const standing = this.breaker.standing(now);
    return standing.state === "open" && standing.openUntil > now;
  }

  /** What served attempts take. */
  get roundTripMs(): number {
    return this.#streak.roundTripMs;
  }

  /** Whether what comes of this attempt is evidence: sent while it was closed, and it has not moved since. */
  counts(pass: Pass): boolean {
    return this.breaker.current(pass) && this.breaker.state === "closed";
  }

  /** The service has begun to answer this attempt, after `heldMs`. */
  answered(pass: Pass, heldMs: number, now: number): void {
    const served = this.breaker.current(pass);
    this.#streak = served ? streakServed(this.#streak, heldMs, now) : streakTimed(this.#streak, heldMs);
    this.breaker.answered(pass, now);
  }

  note(ended: Ended): void {
    this.#last.keep(ended);
    if (ended.verdict === "down") this.#streak = streakFailed(this.#streak);
  }

  /**
   * Trips if the attempt that was just noted is one too many. @returns whether it did
   *
   * @param underWay asked where that matters
   */
  tripped(ended: Ended, retryAfterMs: number, underWay: () => UnderWay): boolean {
    const reason = this.#reason(ended, underWay);
    if (reason !== undefined) this.breaker.trip(reason, ended.at, retryAfterMs);
    return reason !== undefined;
  }

  forceClose(reason?: string): void {
    this.forget();
    this.breaker.forceClose(reason);
  }

  /** Goes on as an earlier instance's breaker stood. To be called before anything has entered. */
  resume(kept: Kept, now: number): void {
    this.breaker.resume(standingOf(kept, this.options.maxOpenMs), now);
  }

  told(at: Moment): Told {
    return told(this.breaker.standing(at.now), this.#streak.failures, at);
  }

  /** Begins to count anew. What is known of the service time stays. */
  forget(): void {
    this.#streak = streakReset(this.#streak);
    this.#last.clear();
  }

  #reason({ verdict, at }: Ended, underWay: () => UnderWay): string | undefined {
    if (verdict === "up") return undefined;
    if (verdict !== "down") return shareTrips(this.#last.items, verdict, this.options, at, underWay());
    const { failures } = this.#streak;
    return shouldTrip(this.#streak, this.options.failures, at)
      ? `${failures} capacity errors in a row`
      : undefined;
  }
}
