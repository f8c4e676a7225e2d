import type { SpillwayError } from "../errors.js";
import type { LaneName } from "../events.js";
import type { Gate } from "../flow/permit.js";
import { circuitOpen } from "../flow/refusals.js";
import type { Entry, RegionHealth } from "../health/region.js";
import type { Recent } from "./recent.js";

export interface LaneGateOptions {
  readonly name: LaneName;
  readonly health: RegionHealth;
  readonly recent: Recent;
  /** Asked at each use. */
  readonly whenOpen: () => "wait" | "fail";
  /** Holds nothing back. */
  readonly observe: boolean;
  readonly now: () => number;
}

/** What stands before a lane besides its own limiter: the breakers, and a model that is not loaded yet. */
export class LaneGate implements Gate<Entry> {
  readonly #options: LaneGateOptions;

  constructor(options: LaneGateOptions) {
    this.#options = options;
  }

  dueIn(now: number): number {
    const { health, name, recent, observe } = this.#options;
    if (observe) return 0;
    return Math.max(this.#within(health.dueIn(name.model, now), now), recent.loadingDue(now));
  }

  soonestIn(now: number): number {
    const { health, name, observe } = this.#options;
    return observe ? 0 : this.#within(health.soonestIn(name.model, now), now);
  }

  enter(now: number): Entry {
    const { health, name, recent } = this.#options;
    recent.sent(now);
    return health.enter(name.model, now);
  }

  refusal(waitMs: number): SpillwayError {
    const { health, name, now } = this.#options;
    const known = Number.isFinite(waitMs) ? waitMs : health.dueIn(name.model, now());
    return circuitOpen(name.region, name.model, known);
  }

  /** With `whenOpen: "fail"` nobody waits for a breaker: no time is short enough. */
  #within(dueMs: number, now: number): number {
    const { whenOpen, health, name } = this.#options;
    if (whenOpen() === "wait") return dueMs;
    return health.dueIn(name.model, now) > 0 ? Number.POSITIVE_INFINITY : 0;
  }
}
