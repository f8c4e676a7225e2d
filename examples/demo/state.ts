import type { Contestant } from "./contestants.js";
import type { Race } from "./race.js";
import { rejectedOf, sum } from "./result.js";

/** What a look at the governed client shows. */
export interface GovernedState {
  readonly window: number;
  readonly inFlight: number;
  readonly queued: number;
  readonly rejected: number;
  readonly breaker: string;
}

/** What a look at any client shows. */
export interface ClientState {
  readonly name: string;
  readonly answered: number;
  readonly failed: number;
}

export const clientState = ({ name, answeredMs, errors }: Contestant): ClientState => ({
  name,
  answered: answeredMs.length,
  failed: sum(errors.values()),
});

/** Undefined before the first call has reached its lane. */
export function governedState({ contestants }: Race): GovernedState | undefined {
  const contestant = contestants.find(({ governor }) => governor !== undefined);
  const snapshot = contestant?.governor?.snapshot();
  const lane = snapshot?.lanes[0];
  if (!contestant || !snapshot || !lane) return undefined;
  const { window, inFlight, queued } = lane;
  const breaker = snapshot.breakers.find(({ state }) => state !== "closed")?.state ?? "closed";
  return { window, inFlight, queued, rejected: rejectedOf(contestant), breaker };
}
