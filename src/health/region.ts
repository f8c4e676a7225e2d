import type { BreakerState, Emit } from "../events.js";
import type { Lesson } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { Breaker, type BreakerChange, type BreakerOptions, type Pass } from "./breaker.js";
import {
  NO_STREAK,
  type Streak,
  shouldTrip,
  streakFailed,
  streakReset,
  streakServed,
  streakTimed,
} from "./trip.js";

export interface HealthOptions extends BreakerOptions {
  /** Capacity errors in a row that trip. */
  readonly failures: number;
  /** `model`: lanes have breakers, the region has none. */
  readonly scope: "region" | "model";
}

/** A breaker with the streak that may trip it. */
interface Watched {
  readonly breaker: Breaker;
  readonly options: HealthOptions;
  streak: Streak;
}

/** What an attempt was let through by; goes back into {@link RegionHealth.leave} once. */
export interface Entry {
  readonly model: string;
  readonly region: Pass;
  readonly lane: Pass;
  /** Whether the service has begun to answer it. */
  answered: boolean;
}

export interface BreakerSnapshot {
  readonly service: string;
  readonly region: string;
  readonly model?: string;
  readonly state: BreakerState;
  /** Capacity errors in a row so far. */
  readonly failures: number;
  /** Trips in a row without a recovery. */
  readonly trips: number;
  /** Milliseconds until it admits probes; only while open. */
  readonly probesInMs?: number;
}

/**
 * The health of one service in one region: a breaker for the region and one for each of its lanes.
 *
 * N capacity errors in a row trip the region's breaker, unless other models of the region were served lately: then
 * only the lane is busy, and its own breaker trips. An attempt needs the leave of both.
 */
export class RegionHealth {
  readonly #name: { readonly service: string; readonly region: string };
  readonly #random: Random;
  readonly #emit: Emit;
  readonly #onChange: () => void;
  readonly #region: Watched;
  readonly #lanes = new Map<string, Watched>();

  constructor(
    name: { readonly service: string; readonly region: string },
    options: HealthOptions,
    random: Random,
    emit: Emit,
    /** Told after every change, so that waiters can be looked at again. */
    onChange: () => void,
  ) {
    this.#name = name;
    this.#random = random;
    this.#emit = emit;
    this.#onChange = onChange;
    this.#region = this.#watch(options, {});
  }

  /** Adds a lane with its own settings. */
  addLane(model: string, options: HealthOptions): void {
    this.#lanes.set(model, this.#watch(options, { model }));
  }

  /** Milliseconds until an attempt of this lane may pass. */
  dueIn(model: string, now: number): number {
    // The lane first: its change may let others take the region's last probe.
    const lane = this.#lane(model).breaker.dueIn(now);
    return Math.max(this.#region.breaker.dueIn(now), lane);
  }

  /** The same if all goes well: see {@link Breaker.soonestIn}. */
  soonestIn(model: string, now: number): number {
    return Math.max(this.#region.breaker.soonestIn(now), this.#lane(model).breaker.soonestIn(now));
  }

  enter(model: string, now: number): Entry {
    const lane = this.#lane(model);
    const { roundTripMs } = lane.streak;
    const region = this.#region.breaker.enter(now, roundTripMs);
    return { model, region, lane: lane.breaker.enter(now, roundTripMs), answered: false };
  }

  /** The service has begun to answer: proof enough that it has capacity, long before the end of a stream. */
  answered(entry: Entry, now: number): void {
    if (entry.answered) return;
    entry.answered = true;
    this.#served(this.#region, entry.region, now);
    this.#served(this.#lane(entry.model), entry.lane, now);
  }

  /** The verdict on an attempt that {@link enter} let through. */
  leave(entry: Entry, verdict: Lesson["breaker"], now: number): void {
    if (verdict === "up") this.answered(entry, now);
    const lane = this.#lane(entry.model);
    const probed = entry.region.probe && this.#region.breaker.current(entry.region);
    this.#note(this.#region, entry.region, verdict, now);
    this.#note(lane, entry.lane, verdict, now);
    if (verdict === "down") this.#judge(lane, entry, now);
    // A probe that changed nothing leaves its place to whoever waits, in whatever lane.
    if (probed && this.#region.breaker.current(entry.region)) this.#onChange();
  }

  /** What fails while the region is not closed (probes, the last ones sent before the trip) says nothing of a lane. */
  #judge(lane: Watched, entry: Entry, now: number): void {
    const regional = this.#region.options.scope === "region";
    const shut = this.#region.breaker.state !== "closed";
    if (regional && (shut || this.#trips(this.#region, entry.region, now))) this.#forgetStreaks();
    else this.#trips(lane, entry.lane, now);
  }

  /** Whether any breaker of this lane is not closed. */
  shut(model: string): boolean {
    return this.#region.breaker.state !== "closed" || this.#lane(model).breaker.state !== "closed";
  }

  snapshot(now: number): BreakerSnapshot[] {
    const lanes = [...this.#lanes].map(([model, watched]) => this.#told(watched, now, model));
    const regions = this.#region.options.scope === "region" ? [this.#told(this.#region, now)] : [];
    return [...regions, ...lanes.filter(({ state, failures }) => state !== "closed" || failures > 0)];
  }

  #told({ breaker, streak }: Watched, now: number, model?: string): BreakerSnapshot {
    const { state, trips, openUntil } = breaker;
    return {
      ...this.#name,
      ...(model !== undefined && { model }),
      state,
      failures: streak.failures,
      trips,
      ...(openUntil !== undefined && { probesInMs: Math.max(0, openUntil - now) }),
    };
  }

  #watch(options: HealthOptions, name: { readonly model?: string }): Watched {
    const onChange = (change: BreakerChange): void => {
      this.#emit("breaker", { ...this.#name, ...name, ...change });
      this.#onChange();
    };
    return { breaker: new Breaker(options, this.#random, onChange), options, streak: NO_STREAK };
  }

  #lane(model: string): Watched {
    const lane = this.#lanes.get(model);
    if (lane === undefined) throw new Error(`lane ${model} was never added`);
    return lane;
  }

  /** What tripped the region is not counted a second time against its lanes. */
  #forgetStreaks(): void {
    for (const lane of this.#lanes.values()) lane.streak = streakReset(lane.streak);
  }

  #served(watched: Watched, pass: Pass, now: number): void {
    watched.streak = streakTimed(watched.streak, now - pass.sentAt);
    if (watched.breaker.current(pass)) watched.streak = streakServed(watched.streak, now);
  }

  #note(watched: Watched, pass: Pass, verdict: Lesson["breaker"], now: number): void {
    if (!watched.breaker.current(pass)) return;
    if (verdict === "down") watched.streak = streakFailed(watched.streak);
    if (pass.probe)
      watched.breaker.probed(pass, verdict === "up" || verdict === "neutral" ? verdict : "down", now);
  }

  #trips(watched: Watched, pass: Pass, now: number): boolean {
    // While only observing, attempts also pass an open breaker.
    if (!watched.breaker.current(pass) || watched.breaker.state !== "closed") return false;
    const { streak, options, breaker } = watched;
    if (!shouldTrip(streak, options.failures, now)) return false;
    watched.streak = streakReset(streak);
    breaker.trip(`${streak.failures} capacity errors in a row`, now);
    return true;
  }
}
