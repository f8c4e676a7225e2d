import { MINUTE_MS } from "../clock.js";
import type { Random } from "../random.js";
import { lately } from "./marks.js";
import { corrected, granted, isLearnt, NO_RATE, price, type Rate, rateDue } from "./rate.js";
import { type Grant, noted, refusedBy } from "./rate-lesson.js";

/** A quota that was learnt, or forgotten again: per minute, Infinity for none. */
export interface QuotaChange {
  readonly unit: "requests" | "tokens";
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** A quota that nobody told us: the place that holds its rate. */
export class LearntQuota {
  readonly #unit: QuotaChange["unit"];
  #rate: Rate = NO_RATE;
  #heldMs = 0;

  constructor(unit: QuotaChange["unit"]) {
    this.#unit = unit;
  }

  get active(): boolean {
    return isLearnt(this.#rate);
  }

  /** The estimate, per ms; Infinity: none. */
  get estimate(): number {
    return this.#rate.estimate;
  }

  /** Milliseconds until `cost` may go. Somebody asks: it counts as held back by this quota if it must wait. */
  due(cost: number, now: number): number {
    if (cost === 0) return 0;
    const due = rateDue(this.#rate, cost, now);
    if (due > 0) this.#heldMs = Math.max(this.#heldMs, price(this.#rate, cost));
    return due;
  }

  take({ cost, at }: Grant): void {
    this.#rate = granted(this.#rate, cost, at, this.#heldMs);
    this.#heldMs = 0;
  }

  /** It cost something else, or nothing, since it was refused for another reason. */
  settle(grant: Grant, real: number, now: number): void {
    if (real !== grant.cost) this.#rate = corrected(this.#rate, real - grant.cost, grant.at, now);
  }

  refused(grant: Grant, now: number, random: Random): QuotaChange {
    const step = refusedBy(this.#rate, grant, now, random);
    return this.#change(step.rate, step.reason);
  }

  /** It was refused, and perhaps for want of this quota. */
  note(grant: Grant, now: number): void {
    this.#rate = noted(this.#rate, grant, now);
  }

  forget(): QuotaChange {
    return this.#change(NO_RATE, "it was slots after all");
  }

  /** Units per ms that passed in about the last minute; 0 where that is not known yet. */
  lately(now: number): number {
    const { amount, overMs } = lately(this.#rate.checks, this.#rate.admitted, now);
    return overMs < (MINUTE_MS * 2) / 3 ? 0 : amount / overMs;
  }

  #change(rate: Rate, reason: string): QuotaChange {
    const from = this.#rate.estimate * MINUTE_MS;
    this.#rate = rate;
    return { unit: this.#unit, from, to: rate.estimate * MINUTE_MS, reason };
  }
}
