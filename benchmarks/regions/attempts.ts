import type { RequestRecord, SimulatorReport } from "spillway/simulator";
import { resolveSettings } from "../../src/settings/resolve.js";
import { WARM_UP } from "../stage.js";
import { WAY_MS } from "../turns.js";
import type { Change } from "./stage.js";

/** One attempt as the service saw it, or as it was lost on the way. */
export type Attempt = Pick<RequestRecord, "at" | "region" | "model" | "outcome" | "endedAt">;

/** Attempts by what became of them. */
export interface Counts {
  readonly attempts: number;
  readonly served: number;
  /** Lost on the way, refused, or failed after they had begun. */
  readonly wasted: number;
  /** Left by the client. */
  readonly aborted: number;
  readonly running: number;
}

/** What holds where nothing is said. */
export const BREAKER = resolveSettings({}, { environment: {} }).settings.breaker;

export const isWasted = ({ outcome }: Attempt): boolean =>
  !["served", "aborted", "running"].includes(outcome);

/** Refused for want of slots, in the words that no trouble uses: a window has asked for one too many. */
export const isOwnProbe = ({ outcome }: Attempt): boolean => outcome === "tooManyRequests";

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * Of all models but the one with which clients were warmed up.
 *
 * @param lost on the way
 */
export function countsOf({ lanes }: SimulatorReport, lost: number): Counts {
  const own = Object.values(lanes).filter(({ model }) => model !== WARM_UP);
  const sum = (of: (lane: (typeof own)[number]) => number): number =>
    own.reduce((all, lane) => all + of(lane), 0);
  const served = sum((lane) => lane.served);
  const refused = sum(({ rejected, failed }) => total(rejected) + total(failed));
  const aborted = sum((lane) => lane.aborted);
  const running = sum(({ inFlight }) => inFlight);
  const arrived = served + refused + aborted + running;
  // It counts from when it has read a request; those that are still on their way are no part of any other count.
  const read = sum(({ attempts }) => attempts);
  if (arrived > read) throw new Error(`${arrived} attempts have arrived, but ${read} were read`);
  return { attempts: lost + arrived, served, wasted: lost + refused, aborted, running };
}

/** The same from a list of attempts. */
export function listedCounts(attempts: readonly Attempt[]): Counts {
  const of = (name: string): number => attempts.filter(({ outcome }) => outcome === name).length;
  return {
    attempts: attempts.length,
    served: of("served"),
    wasted: attempts.filter(isWasted).length,
    aborted: of("aborted"),
    running: of("running"),
  };
}

/** Attempts of a region that were on their way at a moment, as the client sees it, and came to nothing. */
const lostAt = (attempts: readonly Attempt[], region: string, atMs: number): number =>
  attempts.filter((attempt) => {
    const sent = attempt.at - WAY_MS <= atMs;
    const heard = (attempt.endedAt ?? Number.POSITIVE_INFINITY) + WAY_MS <= atMs;
    return attempt.region === region && sent && !heard && isWasted(attempt);
  }).length;

/**
 * How many attempts may come to nothing so that breakers can do their work: the failures that trip one, what else is
 * on its way at that moment, and the probes.
 */
export function spendable(attempts: readonly Attempt[], changes: readonly Change[]): number {
  const trips = changes.filter(({ from, to }) => from === "closed" && to === "open");
  const lost = trips.map(({ region, atMs }) => BREAKER.failures + lostAt(attempts, region, atMs));
  const probes = changes.filter(({ to }) => to === "halfOpen").length * BREAKER.probes;
  return lost.reduce((sum, each) => sum + each, probes);
}
