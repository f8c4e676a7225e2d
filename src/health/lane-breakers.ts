import type { UnderWay } from "./share.js";
import { type Kept, type Moment, standingOf, type Told, told } from "./snapshot.js";
import type { HealthOptions, Watched } from "./watched.js";

/** Fewer than these are not worth a look whether their time is over. */
const FEW = 16;

/**
 * The breakers of a region's lanes: of those that are there, of those that have gone while theirs was open, and
 * restored ones of lanes that have not been added yet.
 */
export class LaneBreakers {
  readonly #lanes = new Map<string, Watched>();
  readonly #gone = new Set<string>();
  readonly #kept = new Map<string, Kept>();
  #sweepAt = FEW;

  /** @param make makes the breaker of one that has none any more */
  add(model: string, options: HealthOptions, make: () => Watched, now: number): void {
    const before = this.#gone.delete(model) ? this.#lanes.get(model) : undefined;
    before?.adjust(options);
    if (before !== undefined) return;
    const lane = make();
    this.#lanes.set(model, lane);
    const kept = this.#kept.get(model);
    this.#kept.delete(model);
    if (kept !== undefined) lane.resume(kept, now);
  }

  /** Nothing of it is under way. A breaker that is open outlives its lane until its time is over. */
  remove(model: string, now: number): void {
    this.#gone.add(model);
    this.#dropClosed(model, now);
    if (this.#gone.size < this.#sweepAt) return;
    for (const each of this.#gone) this.#dropClosed(each, now);
    this.#sweepAt = Math.max(FEW, 2 * this.#gone.size);
  }

  #dropClosed(model: string, now: number): void {
    // To ask a breaker may change it, and who is told of that may have brought the lane back, or dropped it.
    const open = this.#lanes.get(model)?.open(now) === true;
    if (open || !this.#gone.delete(model)) return;
    this.#lanes.delete(model);
  }

  of(model: string): Watched {
    const lane = this.#lanes.get(model);
    if (lane === undefined) throw new Error(`lane ${model} was never added`);
    return lane;
  }

  /** The attempts of all lanes, and the models that may be served just now. */
  underWay(): UnderWay {
    const busy = [...this.#lanes].filter(([, lane]) => lane.underWay.size > 0);
    const served = busy.filter(([, lane]) => lane.breaker.state === "closed");
    return {
      models: served.map(([model]) => model),
      attempts: busy.flatMap(([, lane]) => [...lane.underWay]),
    };
  }

  restore(model: string, kept: Kept): void {
    const lane = this.#lanes.get(model);
    if (lane === undefined) this.#kept.set(model, kept);
    else lane.resume(kept, kept.at.now);
  }

  /** @param maxOpenMs of lanes that have not been added: what is set for them is not known yet */
  told(at: Moment, maxOpenMs: number): [model: string, told: Told][] {
    const kept = [...this.#kept].map<[string, Told]>(([model, of]) => [
      model,
      told(standingOf(of, maxOpenMs), 0, at),
    ]);
    return [...[...this.#lanes].map<[string, Told]>(([model, lane]) => [model, lane.told(at)]), ...kept];
  }

  forget(): void {
    for (const lane of this.#lanes.values()) lane.forget();
  }

  forceClose(): void {
    this.#kept.clear();
    for (const lane of this.#lanes.values()) lane.forceClose();
  }
}
