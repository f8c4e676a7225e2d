import type { Lane } from "./lane.js";
import type { Place } from "./places.js";

/** A place that may serve a call, with its lane, which is made when it is first looked at. */
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

  /** Whether its lane is known to be of no use. Makes none. */
  get unusable(): boolean {
    return this.#lane?.unusable === true;
  }

  get lane(): Lane {
    this.#lane ??= this.#open();
    return this.#lane;
  }
}
