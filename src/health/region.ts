import type { BreakerState, Emit } from "../events.js";
import type { Lesson } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { RestoredBreaker } from "../settings/settings.js";
import type { BreakerChange } from "./breaker.js";
import { LaneBreakers } from "./lane-breakers.js";
import type { Pass } from "./probes.js";
import type { Ended } from "./share.js";
import { type BreakerSnapshot, type HealthName, toldOfAll } from "./snapshot.js";
import { type HealthOptions, Watched } from "./watched.js";

export type { BreakerSnapshot, HealthOptions };

/** What an attempt was let through by; goes back into {@link RegionHealth.leave} once. */
export interface Entry {
  readonly model: string;
  readonly sentAt: number;
  readonly region: Pass;
  readonly lane: Pass;
  /** Whether the service has begun to answer it. */
  answered: boolean;
}

/** Which breaker has changed, and to what; without `model` it is the region's. */
export interface HealthChange {
  readonly model: string | undefined;
  readonly to: BreakerState;
}

/**
 * The health of one service in one region: a breaker for the region and one for each of its lanes.
 *
 * What speaks against one model while others of the region are served trips that lane's breaker; what speaks against
 * all of them trips the region's. An attempt needs the leave of both.
 */
export class RegionHealth {
  readonly name: HealthName;
  readonly #random: Random;
  readonly #emit: Emit;
  readonly #onChange: (change?: HealthChange) => void;
  readonly #region: Watched;
  readonly #lanes = new LaneBreakers();

  constructor(
    name: HealthName,
    options: HealthOptions,
    random: Random,
    emit: Emit,
    /** Told after every change, and without one when a probe's place has come free: waiters can be looked at again. */
    onChange: (change?: HealthChange) => void,
  ) {
    this.name = name;
    this.#random = random;
    this.#emit = emit;
    this.#onChange = onChange;
    this.#region = this.#watch(options);
  }

  /** Adds a lane with its own settings. */
  addLane(model: string, options: HealthOptions, now: number): void {
    this.#lanes.add(model, options, () => this.#watch(options, model), now);
  }

  /** The lane is forgotten, and what is known of it, unless its breaker is open. Nothing of it may be under way. */
  removeLane(model: string, now: number): void {
    this.#lanes.remove(model, now);
  }

  /** Other settings of one of its lanes. */
  adjustLane(model: string, options: HealthOptions): void {
    this.#lanes.of(model).adjust(options);
  }

  /** Other settings of the region itself. */
  adjust(options: HealthOptions): void {
    this.#region.adjust(options);
    // A region that has no breaker any more is not shut by it; an operator's word counts without one.
    if (!this.#regional && !this.#region.breaker.forced) this.#region.forceClose("the settings changed");
  }

  /**
   * Goes on as a former instance's breakers stood, of those that belong here. To be called before anything has entered.
   * One that is still open is told of as a change with the reason "restored": to the lanes, since nobody else listens
   * yet where an instance is made with it.
   */
  restore(breakers: readonly RestoredBreaker[], now: number, wallNow: number): void {
    const { service, region } = this.name;
    const own = breakers.filter((each) => each.service === service && each.region === region);
    const at = { now, wallNow };
    for (const restored of own) {
      const { model, forced } = restored;
      if (model !== undefined) this.#lanes.restore(model, { restored, at });
      else if (this.#regional || forced) this.#region.resume({ restored, at }, now);
    }
  }

  /** Milliseconds until an attempt of this lane may pass. */
  dueIn(model: string, now: number): number {
    // The lane first: its change may let others take the region's last probe.
    const lane = this.#lanes.of(model).breaker.dueIn(now);
    return Math.max(this.#region.breaker.dueIn(now), lane);
  }

  /** The same if all goes well: see {@link Breaker.soonestIn}. */
  soonestIn(model: string, now: number): number {
    return Math.max(this.#region.breaker.soonestIn(now), this.#lanes.of(model).breaker.soonestIn(now));
  }

  enter(model: string, now: number): Entry {
    const lane = this.#lanes.of(model);
    const { breaker, roundTripMs } = lane;
    const region = this.#region.breaker.enter(now, roundTripMs);
    const entry = { model, sentAt: now, region, lane: breaker.enter(now, roundTripMs), answered: false };
    lane.underWay.add(entry);
    return entry;
  }

  /** The service has begun to answer: proof enough that it has capacity, long before the end of a stream. */
  answered(entry: Entry, now: number): void {
    if (entry.answered) return;
    entry.answered = true;
    const heldMs = now - entry.sentAt;
    this.#region.answered(entry.region, heldMs, now);
    this.#lanes.of(entry.model).answered(entry.lane, heldMs, now);
  }

  /**
   * The verdict on an attempt that {@link enter} let through.
   *
   * @param retryAfterMs what the service asked to wait: a breaker that this trips stays open for no less
   */
  leave(entry: Entry, verdict: Lesson["breaker"], now: number, retryAfterMs = 0): void {
    if (verdict === "up") this.answered(entry, now);
    const lane = this.#lanes.of(entry.model);
    lane.underWay.delete(entry);
    // What was sent through a breaker that is not closed, or that has moved since, is judged as a probe or not at all.
    const counts = this.#region.counts(entry.region) && lane.counts(entry.lane);
    const freed = this.#region.breaker.ended(entry.region, verdict, now, retryAfterMs);
    lane.breaker.ended(entry.lane, verdict, now, retryAfterMs);
    if (counts && verdict !== "neutral")
      this.#judge(lane, { model: entry.model, verdict, sentAt: entry.sentAt, at: now }, retryAfterMs);
    // A probe that changed nothing leaves its place to whoever waits, in whatever lane.
    if (freed) this.#onChange();
  }

  /** Admits nothing more, whatever the verdicts, until {@link forceClose}. */
  forceOpen(now: number): void {
    this.#region.breaker.forceOpen(now);
  }

  /** Closes the breakers of the region and of its lanes, and forgets all that spoke against them. */
  forceClose(): void {
    this.#region.forceClose();
    this.#lanes.forceClose();
  }

  /** Of the two breakers before this lane the one that is further from closed. */
  state(model: string): BreakerState {
    const region = this.#region.breaker.state;
    const lane = this.#lanes.of(model).breaker.state;
    return region === "open" || lane === "closed" ? region : lane;
  }

  /** Whether any breaker of this lane is not closed. */
  shut(model: string): boolean {
    return this.state(model) !== "closed";
  }

  snapshot(now: number, wallNow: number): BreakerSnapshot[] {
    const at = { now, wallNow };
    const region = this.#region.told(at);
    const hasOne = this.#regional || region.state !== "closed";
    const lanes = this.#lanes.told(at, this.#region.options.maxOpenMs);
    return toldOfAll(this.name, hasOne ? region : undefined, lanes);
  }

  get #regional(): boolean {
    return this.#region.options.scope === "region";
  }

  #judge(lane: Watched, ended: Ended, retryAfterMs: number): void {
    lane.note(ended);
    if (this.#regional) {
      this.#region.note(ended);
      if (this.#region.tripped(ended, retryAfterMs, () => this.#lanes.underWay())) return;
    }
    lane.tripped(ended, retryAfterMs, () => ({ models: [], attempts: lane.underWay }));
  }

  #watch(options: HealthOptions, model?: string): Watched {
    return new Watched(options, this.#random, (change) => this.#changed(change, model));
  }

  #changed(change: BreakerChange, model: string | undefined): void {
    // What trips the region is not counted a second time against its lanes.
    if (model === undefined) this.#lanes.forget();
    this.#emit("breaker", { ...this.name, ...(model !== undefined && { model }), ...change });
    this.#onChange({ model, to: change.to });
  }
}
