import type { UnderWay } from "./share.js";
import { type Kept, type Moment, standingOf, type Told, told } from "./snapshot.js";
import type { Watched } from "./watched.js";

/** The breakers of a region's lanes, and restored ones of lanes that have not been added yet. */
export class Lanes {
  readonly #lanes = new Map<string, Watched>();
  readonly #kept = new Map<string, Kept>();

  add(model: string, lane: Watched, now: number): void {
    this.#lanes.set(model, lane);
    const kept = this.#kept.get(model);
    this.#kept.delete(model);
    if (kept !== undefined) lane.resume(kept, now);
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
