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

  get lane(): Lane {
    this.#lane ??= this.#open();
    return this.#lane;
  }
}
