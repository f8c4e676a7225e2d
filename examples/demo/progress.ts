import { SLOTS } from "./load.js";
import type { Race } from "./race.js";
import { clientState, governedState } from "./state.js";

/** Where a race stands, in one line. */
export function progressLine(race: Race): string {
  const seconds = `${(race.elapsedMs() / 1000).toFixed(1)} s`.padStart(6);
  const answered = race.contestants
    .map(clientState)
    .map((each) => `${each.name} ${each.answered}/${each.failed}`);
  return `${seconds}  ${laneText(race)}; answered/failed: ${answered.join(", ")}`;
}

function laneText(race: Race): string {
  const state = governedState(race);
  if (!state) return "starting";
  const { window, inFlight, queued, rejected, breaker } = state;
  return `window ${window.toFixed(1)} (${SLOTS} slots), ${inFlight} in flight, ${queued} queued, ${rejected} rejected, breaker ${breaker}`;
}
