import { MINUTE_MS } from "../clock.js";
import type { Quota } from "./types.js";

const DAY = 86_400_000;

/** What was taken, to be settled later. */
export interface Taken {
  readonly at: number;
  amount: number;
}

/** An allowance over time. Pure: time comes in. */
export interface Allowance {
  /** Whether `amount` fits now. Takes nothing. */
  fits(amount: number, now: number): boolean;
  take(amount: number, now: number): Taken;
  /** Corrects what was taken to what was used: the rest is given back, a late debit may go below zero. */
  settle(taken: Taken, used: number, now: number): void;
}

/** A bucket of `depth`, that fills at `perMs`. */
class Bucket implements Allowance {
  readonly #depth: number;
  readonly #perMs: number;
  #level: number;
  #at = 0;

  constructor(depth: number, perMs: number) {
    this.#depth = depth;
    this.#perMs = perMs;
    this.#level = depth;
  }

  fits(amount: number, now: number): boolean {
    this.#fill(now);
    // Sums of fractions miss a whole number by a hair.
    return this.#level + 1e-9 * this.#depth >= amount;
  }

  take(amount: number, now: number): Taken {
    this.#fill(now);
    this.#level -= amount;
    return { at: now, amount };
  }

  settle(taken: Taken, used: number, now: number): void {
    this.#fill(now);
    this.#level = Math.min(this.#depth, this.#level + taken.amount - used);
  }

  #fill(now: number): void {
    this.#level = Math.min(this.#depth, this.#level + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}

/** All of it anew at the start of each period of the calendar. */
class Calendar implements Allowance {
  readonly #limit: number;
  readonly #period: number;
  readonly #offset: number;
  #index = 0;
  #used = 0;

  constructor(limit: number, period: number, wallAtStart: number) {
    this.#limit = limit;
    this.#period = period;
    this.#offset = wallAtStart % period;
    this.#index = this.#indexOf(0);
  }

  fits(amount: number, now: number): boolean {
    this.#turn(now);
    return this.#used + amount <= this.#limit;
  }

  take(amount: number, now: number): Taken {
    this.#turn(now);
    this.#used += amount;
    return { at: now, amount };
  }

  settle(taken: Taken, used: number, now: number): void {
    this.#turn(now);
    const more = used - taken.amount;
    // What was taken in a former period came back at its end already.
    if (more > 0 || this.#indexOf(taken.at) === this.#index) this.#used += more;
  }

  #turn(now: number): void {
    const index = this.#indexOf(now);
    if (index !== this.#index) this.#used = 0;
    this.#index = index;
  }

  #indexOf(now: number): number {
    return Math.floor((now + this.#offset) / this.#period);
  }
}

/** Never more than `limit` within any minute. */
class Sliding implements Allowance {
  readonly #limit: number;
  readonly #taken: Taken[] = [];
  #head = 0;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  fits(amount: number, now: number): boolean {
    this.#forget(now);
    return this.#used + amount <= this.#limit;
  }

  take(amount: number, now: number): Taken {
    const taken = { at: now, amount };
    this.#taken.push(taken);
    this.#used += amount;
    return taken;
  }

  settle(taken: Taken, used: number, now: number): void {
    this.#forget(now);
    const more = used - taken.amount;
    if (more > 0) this.take(more, now);
    else if (taken.at > now - MINUTE_MS) {
      taken.amount += more;
      this.#used += more;
    }
  }

  #forget(now: number): void {
    for (
      let next = this.#taken[this.#head];
      next && next.at <= now - MINUTE_MS;
      next = this.#taken[++this.#head]
    ) {
      this.#used -= next.amount;
    }
    if (this.#head > 1024) {
      this.#taken.splice(0, this.#head);
      this.#head = 0;
    }
  }
}

/**
 * @param wallAtStart milliseconds since 1970 at moment 0, which says where calendar minutes begin
 */
export function allowance(quota: Quota, wallAtStart: number): Allowance {
  const { perMinute, burst = perMinute, refill = "continuous" } = quota;
  if (refill === "minute") return new Calendar(perMinute, MINUTE_MS, wallAtStart);
  if (refill === "sliding") return new Sliding(perMinute);
  return new Bucket(burst, perMinute / MINUTE_MS);
}

/** An allowance per calendar day, UTC. */
export const dailyAllowance = (limit: number, wallAtStart: number): Allowance =>
  new Calendar(limit, DAY, wallAtStart);
