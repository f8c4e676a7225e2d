import type { LaneName } from "../events.js";
import { leaves } from "../residency.js";
import type { Lane } from "./lane.js";
import { type Allowed, placesFor } from "./places.js";
import { Route } from "./route.js";

export interface RouterOptions {
  /** What the user allows to calls of a model. */
  readonly allowed: (model: string) => Allowed;
  readonly residency: () => readonly string[];
  readonly lane: (service: string, name: LaneName) => Lane;
}

/** The places of all calls, found once for each lane and operation, until the settings change. */
export class Router {
  readonly #options: RouterOptions;
  readonly #homes = new WeakMap<Lane, Route>();
  #routes = new WeakMap<Lane, Map<string, readonly Route[]>>();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** To be called when the settings have changed. Calls under way keep the places that they have. */
  forget(): void {
    this.#routes = new WeakMap();
  }

  home(lane: Lane): Route {
    const known = this.#homes.get(lane);
    if (known !== undefined) return known;
    const made = new Route({ ...lane.name, home: true, otherModel: false, weight: undefined }, () => lane);
    this.#homes.set(lane, made);
    return made;
  }

  /** @throws SpillwayError `INVALID_SETTING`: see {@link placesFor} */
  routes(service: string, operation: string, home: Lane): readonly Route[] {
    return this.#routes.get(home)?.get(operation) ?? this.#find(service, operation, home);
  }

  #find(service: string, operation: string, home: Lane): readonly Route[] {
    const { allowed, residency, lane } = this.#options;
    const found = placesFor(home.name, operation, allowed(home.name.model))
      .filter(({ region, model }) => leaves(residency(), region, model) === undefined)
      .map((place) => new Route(place, () => (place.home ? home : lane(service, place))));
    const known = this.#routes.get(home) ?? new Map<string, readonly Route[]>();
    this.#routes.set(home, known.set(operation, found));
    return found;
  }
}
