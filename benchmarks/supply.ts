import type { Quota } from "spillway/simulator";
import { MINUTE, type Scenario } from "./scenario.js";

type Kind = "requests" | "tokens";

/** What a quota gives from one moment to another: the refill, and the bucket that was full at the beginning. */
function given(
  { perMinute, burst = perMinute, refill = "continuous" }: Quota,
  fromMs: number,
  toMs: number,
): number {
  // Minutes of the calendar begin with the run; a sliding one allows as much, with all of it at its beginning.
  if (refill !== "continuous") return perMinute * Math.ceil((toMs - fromMs) / MINUTE);
  return burst + (perMinute * (toMs - fromMs)) / MINUTE;
}

/** What a quota counts here; undefined where only slots limit. */
export function countedBy({ server }: Scenario): Kind | undefined {
  if (server.tokens) return "tokens";
  return server.requests ? "requests" : undefined;
}

/** All that a quota supplies in a run. A quota that changes begins anew, with a full bucket. */
export function supplyOf(scenario: Scenario, kind: Kind, minutes = scenario.minutes): number {
  const phases = [{ atMs: 0, server: scenario.server }, ...(scenario.changes ?? [])];
  return phases.reduce((sum, { atMs, server }, i) => {
    const quota = server[kind];
    const toMs = Math.min(minutes * MINUTE, phases[i + 1]?.atMs ?? Number.POSITIVE_INFINITY);
    return quota && toMs > atMs ? sum + given(quota, atMs, toMs) : sum;
  }, 0);
}
