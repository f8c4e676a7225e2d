import type { Lane } from "./lane.js";
import type { Place } from "./places.js";

/** A place that may serve a call, with its lane. */
export interface Route extends Place {
  /** Made when it is first asked for. */
  readonly lane: Lane;
  /** Whether its lane is known to be of no use. Makes none. */
  readonly unusable: boolean;
}

export const routeTo = (place: Place, open: () => Lane): Route => new Way(place, open);

class Way implements Route {
  readonly region: string;
  readonly model: string;
  readonly home: boolean;
  readonly otherModel: boolean;
  readonly weight: number | undefined;
  readonly #open: () => Lane;
  #lane: Lane | undefined;

  constructor({ region, model, home, otherModel, weight }: Place, open: () => Lane) {
    this.region = region;
    this.model = model;
    this.home = home;
    this.otherModel = otherModel;
    this.weight = weight;
    this.#open = open;
  }

  get lane(): Lane {
    // There is never more than one of a name: what was forgotten must not be used beside the one in its place.
    if (this.#lane === undefined || this.#lane.use.forgotten) this.#lane = this.#open();
    return this.#lane;
  }

  get unusable(): boolean {
    return this.#lane?.use.forgotten === false && this.#lane.unusable;
  }
}
