import type { Lane } from "./lane.js";
import type { Place } from "./places.js";

/** A place that may serve a call, with its lane. */
export interface Route extends Place {
  /** Made when it is first asked for. */
  readonly lane: Lane;
  /** Whether its lane is known to be of no use. Makes none. */
  readonly unusable: boolean;
}

export function routeTo(place: Place, open: () => Lane): Route {
  let lane: Lane | undefined;
  return {
    ...place,
    get lane() {
      lane ??= open();
      return lane;
    },
    get unusable() {
      return lane?.unusable === true;
    },
  };
}
