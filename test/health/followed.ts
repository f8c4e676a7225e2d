import { expect } from "vitest";
import type { SpillwayEvents } from "../../src/events.js";
import type { HealthOptions } from "../../src/health/region.js";

/** What the events of one breaker say of it, and that each may follow the one before. */
export class Followed {
  readonly #options: HealthOptions;
  state: SpillwayEvents["breaker"]["to"] = "closed";
  forced = false;
  /** How many there were: the breaker's generation. */
  changes = 0;
  #trips = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  #openUntil = 0;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** Trips in a row, until one close has lasted. */
  trips(now: number): number {
    const lasted = this.state === "closed" && now - this.#closedAt > this.#options.maxOpenMs;
    return lasted ? 0 : this.#trips;
  }

  /** Goes on with this many trips of an instance before. */
  resume(trips: number, now: number): void {
    this.#trips = trips;
    this.#closedAt = now;
  }

  forceClosed(): void {
    this.#trips = 0;
  }

  /** @param asked ms that the service asked to wait in what is just being judged */
  change({ from, to, reason, openMs }: SpillwayEvents["breaker"], now: number, asked: number): void {
    expect(from).toBe(this.state);
    const own = !reason.startsWith("forced") && reason !== "restored";
    const moves = ["closed>open", "open>halfOpen", "halfOpen>open", "halfOpen>closed"];
    if (own) expect(moves).toContain(`${from}>${to}`);
    if (to === "halfOpen") expect(now).toBeGreaterThanOrEqual(this.#openUntil);
    if (to === "open" && own) this.#tripped(now, openMs ?? Number.NaN, asked);
    if (to === "open") this.#openUntil = now + (openMs ?? Number.POSITIVE_INFINITY);
    if (to === "closed") this.#closedAt = now;
    this.forced = to === "open" && openMs === undefined;
    this.state = to;
    this.changes++;
  }

  #tripped(now: number, openMs: number, asked: number): void {
    const { openMs: first, maxOpenMs } = this.#options;
    this.#trips = this.trips(now) + 1;
    const full = Math.min(maxOpenMs, first * 2 ** (this.#trips - 1));
    expect(openMs).toBeGreaterThanOrEqual(Math.max(0.8 * full, asked));
    expect(openMs).toBeLessThanOrEqual(Math.max(full, asked));
  }
}
