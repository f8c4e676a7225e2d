import type { Clock } from "../clock.js";
import type { Caller } from "../flow/permit.js";
import type { SpillReason } from "./choose.js";
import type { LanePermit } from "./lane-permit.js";
import type { Route } from "./route.js";

/** What one call wants of the places that may serve it. */
export interface CourseOptions {
  /** In order of preference. */
  readonly routes: readonly Route[];
  readonly clock: Clock;
  /** The call's place in line, and a place at the end of the line. */
  readonly ticket: number;
  readonly nextTicket: () => number;
  readonly caller: Caller;
  /** Tokens to reserve at a route; asked where they matter. */
  readonly tokens: (route: Route) => number;
  /** What it may wait in lines, over all attempts, in ms. */
  readonly queueMs: number;
  /** How long it may be expected to wait at one place before it goes to the next, in ms. */
  readonly afterMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Leave for one attempt. */
export interface Granted {
  readonly route: Route;
  readonly permit: LanePermit;
  readonly waitedMs: number;
  /** Why it is not home, where it is not. */
  readonly reason: SpillReason | undefined;
}
