import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { type Detour, detourRefused, detourSent, detourServed, NO_DETOUR } from "./detour.js";
import { asked, LOADED, type Loading, loadingDue, notReady } from "./loading.js";

/** How long an id that can't be called is not tried again; accounts and models change in days, not in seconds. */
const UNUSABLE_MS = 600_000;

/** What one ended attempt says. */
export interface Said {
  readonly outcome: OutcomeClass;
  readonly sentAt: number;
  readonly now: number;
  readonly retryAfterMs: number;
}

/** What a lane remembers of its last attempts, besides window, quotas and breakers. */
export class Recent {
  readonly #random: Random;
  #loading: Loading = LOADED;
  #detour: Detour = NO_DETOUR;
  #unusableUntil = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
  }

  get loading(): boolean {
    return this.#loading.found > 0;
  }

  /** Milliseconds until an attempt may find out whether the model is loaded; 0 where it is not loading. */
  loadingDue(now: number): number {
    return loadingDue(this.#loading, now);
  }

  /** Throttled right now, and for so many ms more; 0: it is not. */
  detourMs(now: number): number {
    return Math.max(0, this.#detour.until - now);
  }

  /** This id can't be called in this region: the service has said so lately. */
  unusable(now: number): boolean {
    return now < this.#unusableUntil;
  }

  /** It is of no use to go there for a while. */
  shun(now: number): void {
    this.#unusableUntil = now + UNUSABLE_MS;
  }

  sent(now: number): void {
    this.#loading = asked(this.#loading, now);
    this.#detour = detourSent(this.#detour, now);
  }

  ended({ outcome, sentAt, now, retryAfterMs }: Said): void {
    if (outcome === "success") this.served(sentAt);
    if (outcome === "unusable") this.shun(now);
    if (outcome === "model_loading") this.#loading = notReady(this.#loading, sentAt, now, this.#random());
    const { breaker, permit } = LESSONS[outcome];
    const refused = permit === "throttled" || permit === "unavailable";
    if (!refused && (breaker === "neutral" || breaker === "up")) return;
    const ordinary = breaker !== "down";
    this.#detour = detourRefused(this.#detour, { sentAt, now, ordinary, retryAfterMs });
  }

  /** An attempt that was sent then is being answered. */
  served(sentAt: number): void {
    this.#loading = LOADED;
    this.#unusableUntil = Number.NEGATIVE_INFINITY;
    this.#detour = detourServed(this.#detour, sentAt);
  }
}
