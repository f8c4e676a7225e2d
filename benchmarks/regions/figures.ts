import { isDeepStrictEqual } from "node:util";
import type { SimulatorReport } from "spillway/simulator";
import { WARM_UP } from "../stage.js";
import { type Latency, percentile, rounded } from "../statistics.js";
import {
  type Attempt,
  BREAKER,
  type Counts,
  countsOf,
  isOwnProbe,
  isWasted,
  listedCounts,
  spendable,
} from "./attempts.js";
import type { Call } from "./callers.js";
import { backHomeMs, type Homing, homeOf } from "./home.js";
import { concerns, type Scenario, type Trouble, WARM_MS } from "./scenario.js";
import type { Change } from "./stage.js";

/** p99 of the time to the first token in ms; null where one in a hundred never had one; absent without calls. */
export interface FirstMs {
  readonly all?: number | null;
  /** Of calls that began before the trouble, when clients had found their pace. */
  readonly calm?: number | null;
  /** Of calls that began while it lasted, but for its first second. */
  readonly trouble?: number | null;
  /** The same two of models that are in no trouble themselves. */
  readonly othersCalm?: number | null;
  readonly othersTrouble?: number | null;
}

/** What came of one run. */
export interface Figures {
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  readonly open: number;
  /** On the wire. */
  readonly attempts: Counts;
  /**
   * Attempts that came to nothing since the trouble began, but for a window's own probes of its ceiling, and how many
   * breakers may spend to do their work.
   */
  readonly spent: number;
  readonly spendable: number;
  readonly home: Homing;
  /** Answered from the beginning of the trouble to its end; without trouble, in the whole run. */
  readonly answeredInTrouble: number;
  readonly firstMs: FirstMs;
  /** Absent where home does not recover; null where calls did not come back. */
  readonly backHomeMs?: number | null;
  /** Changes of state; those in an open time while the trouble lasted; how often any opened, and a region's. */
  readonly breakers: {
    readonly changes: number;
    readonly perOpenTime: number;
    readonly trips: number;
    readonly regionTrips: number;
  };
}

/** What there is of a run when it is over. */
export interface Observed {
  readonly scenario: Scenario;
  readonly endMs: number;
  readonly calls: readonly Call[];
  readonly report: SimulatorReport;
  /** Attempts that never reached the service. */
  readonly lost: readonly Attempt[];
  readonly changes: readonly Change[];
}

const AT_ONCE_MS = 1000;

/** A call that failed never had a first token; one that is open may still get it. */
const waitOf =
  (endMs: number) =>
  ({ begunAt, firstAt, state }: Call): Latency => {
    if (firstAt !== undefined) return { ms: firstAt - begunAt, over: true };
    if (state === "failed") return { ms: Number.POSITIVE_INFINITY, over: true };
    return { ms: endMs - begunAt, over: false };
  };

function p99(calls: readonly Call[], endMs: number): number | null | undefined {
  if (calls.length === 0) return undefined;
  const ms = percentile(calls.map(waitOf(endMs)), 0.99);
  return Number.isFinite(ms) ? Math.round(ms) : null;
}

/** A field only where there is a value. */
const field = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } =>
  // TypeScript takes a key that is computed for any string.
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });

const during = (troubles: readonly Trouble[], atMs: number, lateBy = 0): boolean =>
  troubles.some(({ fromMs, toMs }) => atMs >= fromMs + lateBy && atMs < toMs);

function firstMsOf({ scenario: { troubles }, calls, endMs }: Observed): FirstMs {
  const beginsAt = troubles[0]?.fromMs ?? endMs;
  const calm = calls.filter(({ begunAt }) => begunAt >= WARM_MS && begunAt < beginsAt);
  const trouble = calls.filter(({ begunAt }) => during(troubles, begunAt, AT_ONCE_MS));
  const own = ({ model }: Call): boolean => concerns(troubles, model);
  const other = (call: Call): boolean => !own(call);
  return {
    ...field("all", p99(calls, endMs)),
    ...field("calm", p99(calm.filter(own), endMs)),
    ...field("trouble", p99(trouble.filter(own), endMs)),
    ...field("othersCalm", p99(calm.filter(other), endMs)),
    ...field("othersTrouble", p99(trouble.filter(other), endMs)),
  };
}

/** From the first trouble's beginning to the last one's end; without trouble, the whole run. */
function spanOf({ scenario: { troubles }, endMs }: Observed): readonly [fromMs: number, toMs: number] {
  const ends = troubles.length === 0 ? [endMs] : troubles.map(({ toMs }) => toMs);
  return [troubles[0]?.fromMs ?? 0, Math.min(endMs, Math.max(...ends))];
}

function breakersOf(observed: Observed): Figures["breakers"] {
  const { changes } = observed;
  const [fromMs, toMs] = spanOf(observed);
  const trips = changes.filter(({ from, to }) => from === "closed" && to === "open");
  return {
    changes: changes.length,
    perOpenTime: rounded((changes.length * BREAKER.openMs) / (toMs - fromMs)),
    trips: trips.length,
    regionTrips: trips.filter(({ model }) => model === undefined).length,
  };
}

/**
 * Figures come from three sides: callers, the service's counts, its list of attempts.
 *
 * @throws Error when they do not agree
 */
function audit({ calls, answered, failed, open, attempts }: Figures, listed: Counts): void {
  const { served } = attempts;
  const lost = calls - (answered + failed + open);
  if (lost !== 0) throw new Error(`${lost} calls have neither ended nor are they open`);
  if (!isDeepStrictEqual(attempts, listed))
    throw new Error(`counted ${JSON.stringify(attempts)}, but listed ${JSON.stringify(listed)}`);
  if (answered > served) throw new Error(`${answered} calls answered, but ${served} attempts served`);
}

/** @throws Error when its figures do not agree */
export function figuresOf(observed: Observed): Figures {
  const { scenario, calls, report, lost, changes } = observed;
  const attempts = [...lost, ...report.requests.filter(({ model }) => model !== WARM_UP)];
  const served = attempts.filter(({ outcome }) => outcome === "served");
  const [fromMs, toMs] = spanOf(observed);
  const answered = calls.filter(({ state }) => state === "answered");
  const inTrouble = answered.filter(({ endedAt = 0 }) => endedAt >= fromMs && endedAt < toMs);
  const figures: Figures = {
    calls: calls.length,
    answered: answered.length,
    failed: calls.filter(({ state }) => state === "failed").length,
    open: calls.filter(({ state }) => state === "open").length,
    attempts: countsOf(report, lost.length),
    spent: attempts.filter((attempt) => attempt.at >= fromMs && isWasted(attempt) && !isOwnProbe(attempt))
      .length,
    spendable: spendable(attempts, changes),
    home: homeOf(scenario, served),
    answeredInTrouble: inTrouble.length,
    firstMs: firstMsOf(observed),
    ...field("backHomeMs", backHomeMs(scenario, served)),
    breakers: breakersOf(observed),
  };
  audit(figures, listedCounts(attempts));
  return figures;
}
