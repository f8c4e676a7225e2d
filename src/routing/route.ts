import type { Lane } from "./lane.js";
import type { Place } from "./places.js";

/** A place that may serve a call, with its lane. */
export class Route implements Place {
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

  /** Made when it is first asked for. */
  get lane(): Lane {
    // There is never more than one of a name: what was forgotten must not be used beside the one in its place.
    if (this.#lane === undefined || this.#lane.use.forgotten) this.#lane = this.#open();
    return this.#lane;
  }

  /** Whether its lane is known to be of no use. Makes none. */
  get unusable(): boolean {
    return this.#lane?.use.forgotten === false && this.#lane.unusable;
  }
}
