import { type Latency, percentile } from "../statistics.js";
import { play, type Seen } from "./play.js";
import type { Band, Crowd, FigureName, Policy, Scenario } from "./scenario.js";

/** What one crowd got under one policy. */
export interface Row extends Readonly<Record<FigureName, number>> {
  readonly scenario: string;
  readonly policy: string;
  readonly crowd: string;
  readonly seed: number;
  readonly answered: number;
  /** Of what the bands of our own policy ask, what is not held. */
  readonly missed: readonly string[];
}

const SHARE = 0.99;

/** Of those that were sent when all had settled down, and early enough to be answered in time. */
const sentInTime = (seen: readonly Seen[], { warmUp, seconds, usefulMs }: Scenario): readonly Seen[] =>
  seen.filter(({ sentAt }) => sentAt >= warmUp * 1000 && sentAt < seconds * 1000 - usefulMs);

/** How long each took from `send()` to there, or has taken so far; who was refused is not among them. */
function latencies(seen: readonly Seen[], endMs: number, to: "startedAt" | "endedAt"): Latency[] {
  const open = seen.filter(({ answered, endedAt }) => answered || endedAt === undefined);
  return open.map((each) => ({ ms: (each[to] ?? endMs) - each.sentAt, over: each.answered }));
}

/** NaN where there was nobody. */
const share = (times: readonly Latency[], part: number): number =>
  times.length === 0 ? Number.NaN : percentile(times, part);

const p99 = (seen: readonly Seen[], endMs: number, to: "startedAt" | "endedAt"): number =>
  share(latencies(seen, endMs, to), SHARE);

export const inBand = (
  value: number,
  { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Band,
): boolean => value >= atLeast && value <= atMost;

function words({ crowd, figure, atLeast, atMost }: Band, value: number): string {
  const from = atLeast === undefined ? "" : ` from ${atLeast}`;
  const to = atMost === undefined ? "" : ` up to ${atMost}`;
  return `${crowd}: ${figure} is ${value.toFixed(2)}, expected${from}${to}`;
}

/** Plays one scenario under one policy, and each of its small crowds alone; gives a row for each crowd. */
export async function rowsOf(scenario: Scenario, policy: Policy, seed: number): Promise<readonly Row[]> {
  const endMs = scenario.seconds * 1000;
  const seen = await play(scenario, policy, scenario.crowds, seed);
  const late = seen.filter(({ answered, endedAt = 0 }) => answered && endedAt >= scenario.warmUp * 1000);
  const rows: Row[] = [];
  for (const crowd of scenario.crowds) {
    const mine = sentInTime(seen, scenario).filter((each) => each.crowd === crowd.name);
    const answered = late.filter((each) => each.crowd === crowd.name).length;
    const useful = mine.filter(
      ({ answered, sentAt, endedAt = endMs }) => answered && endedAt - sentAt <= scenario.usefulMs,
    );
    const figures = {
      share: answered / late.length,
      waitP50Ms: share(latencies(mine, endMs, "startedAt"), 0.5),
      waitP99Ms: p99(mine, endMs, "startedAt"),
      timesAlone: p99(mine, endMs, "endedAt") / (await aloneP99(scenario, policy, crowd, seed)),
      usefulShare: useful.length / mine.length,
    };
    const bands = policy.ours ? scenario.bands.filter((band) => band.crowd === crowd.name) : [];
    const missed = bands.filter((band) => !inBand(figures[band.figure], band));
    rows.push({
      ...figures,
      scenario: scenario.name,
      policy: policy.name,
      crowd: crowd.name,
      seed,
      answered,
      missed: missed.map((band) => words(band, figures[band.figure])),
    });
  }
  return rows;
}

/** In an empty system; NaN for a crowd that would wait for itself there. */
async function aloneP99(scenario: Scenario, policy: Policy, crowd: Crowd, seed: number): Promise<number> {
  if ((crowd.callers?.count ?? Number.POSITIVE_INFINITY) > scenario.slots / 2) return Number.NaN;
  const alone = await play(scenario, policy, [crowd], seed);
  return p99(sentInTime(alone, scenario), scenario.seconds * 1000, "endedAt");
}
