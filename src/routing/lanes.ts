import type { HealthChange, RegionHealth } from "../health/region.js";
import type { Lane } from "./lane.js";

/**
 * The lanes of an instance. No more are kept than so many, unless more are in use: of the others those go first that were
 * not used for longest. That happens when one is made, so it takes no timer, and O(1) for each that is made.
 */
export class Lanes {
  readonly #byRegion = new Map<RegionHealth, Map<string, Lane>>();
  readonly #all = new Set<Lane>();
  /** In the order of their last use. Each that is not in use is here; some that are again are here, too. */
  readonly #resting = new Set<Lane>();
  #last: Lane | undefined;

  /** All that are remembered, oldest first. */
  get all(): ReadonlySet<Lane> {
    return this.#all;
  }

  /** Whether nothing is in flight and nobody waits. */
  get idle(): boolean {
    for (const lane of this.#all) if (!lane.idle) return false;
    return true;
  }

  get(health: RegionHealth, model: string): Lane | undefined {
    return this.#byRegion.get(health)?.get(model);
  }

  /** @param limit how many are kept */
  add(lane: Lane, limit: number): void {
    const models = this.#byRegion.get(lane.health) ?? new Map<string, Lane>();
    this.#byRegion.set(lane.health, models.set(lane.name.model, lane));
    this.#all.add(lane);
    // What was just made is not in use yet. It is there already: who is told of a breaker while others are forgotten
    // may ask for it, and must not make another one.
    lane.use.hold();
    this.trim(limit);
    lane.use.release();
    this.rested(lane);
  }

  /** To be called when a lane may have gone out of use. */
  rested(lane: Lane): void {
    // One that was forgotten before it was told that nobody waits there any more is not to come back.
    if (lane === this.#last || lane.inUse || lane.use.forgotten) return;
    this.#last = lane;
    this.#resting.delete(lane);
    this.#resting.add(lane);
  }

  /** To be called when a breaker of a region has changed, or a probe's place has come free. */
  breakerChanged(health: RegionHealth, change: HealthChange | undefined): void {
    for (const lane of this.#byRegion.get(health)?.values() ?? []) {
      const its = change?.model === undefined || change.model === lane.name.model;
      lane.breakerChanged(its ? change?.to : undefined);
    }
  }

  /** Forgets those that are more than so many. */
  trim(limit: number): void {
    for (const lane of this.#resting) {
      if (this.#all.size <= limit) return;
      this.#resting.delete(lane);
      if (lane === this.#last) this.#last = undefined;
      // One that is in use comes back when it rests.
      if (!lane.inUse) this.#forget(lane);
    }
  }

  #forget(lane: Lane): void {
    if (!this.#all.delete(lane)) return;
    this.#byRegion.get(lane.health)?.delete(lane.name.model);
    lane.forget();
  }
}
