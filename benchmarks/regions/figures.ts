import type { SimulatorReport } from "spillway/simulator";
import { WARM_UP } from "../stage.js";
import { type Latency, percentile } from "../statistics.js";
import { type Attempt, BREAKER, type Counts, countsOf, isWasted, spendable } from "./attempts.js";
import type { Call } from "./callers.js";
import { HOME, type Scenario, type Trouble, troublesAt, WARM_MS } from "./scenario.js";
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
  /** Attempts that came to nothing since the trouble began, and how many breakers may spend to do their work. */
  readonly spent: number;
  readonly spendable: number;
  /** Served at home, of all and of those that arrived while home was well; from 0 to 1. */
  readonly home: { readonly all: number; readonly well: number };
  /** Answered while the trouble lasted; without trouble, in the whole run. */
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
/** Calls are at home again when so many of so many in a row are. */
const BACK = { calls: 20, atHome: 18 };

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const share = (part: number, whole: number): number => rounded(whole === 0 ? 1 : part / whole);

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
): { [Key in Name]?: Value } => (value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value }));

const concerns = (troubles: readonly Trouble[], model: string): boolean =>
  troubles.length === 0 || troubles.some((trouble) => (trouble.model ?? model) === model);

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

function homeOf({ troubles }: Scenario, served: readonly Attempt[]): Figures["home"] {
  const atHome = ({ region }: Attempt): boolean => region === HOME;
  const well = served.filter(({ at, model }) => troublesAt(troubles, HOME, model, at).length === 0);
  return {
    all: share(served.filter(atHome).length, served.length),
    well: share(well.filter(atHome).length, well.length),
  };
}

/** From home's recovery until calls are served there again. */
function backHomeMs({ troubles }: Scenario, served: readonly Attempt[]): number | null | undefined {
  const last = troubles.filter(({ region }) => region === HOME).at(-1);
  if (!last || !Number.isFinite(last.toMs)) return undefined;
  const after = served
    .filter(({ at, model }) => at >= last.toMs && concerns(troubles, model))
    .sort((a, b) => a.at - b.at);
  const home = after.map(({ region }) => (region === HOME ? 1 : 0));
  for (let i = 0; i + BACK.calls <= after.length; i++) {
    const count = home.slice(i, i + BACK.calls).reduce<number>((sum, each) => sum + each, 0);
    if (count >= BACK.atHome) return Math.round((after[i]?.at ?? 0) - last.toMs);
  }
  return null;
}

function breakersOf({ scenario: { troubles }, changes, endMs }: Observed): Figures["breakers"] {
  const fromMs = troubles[0]?.fromMs ?? 0;
  const toMs = Math.min(
    endMs,
    Math.max(...troubles.map((trouble) => trouble.toMs), troubles.length ? 0 : endMs),
  );
  const trips = changes.filter(({ from, to }) => from === "closed" && to === "open");
  return {
    changes: changes.length,
    perOpenTime: rounded((changes.length * BREAKER.openMs) / (toMs - fromMs)),
    trips: trips.length,
    regionTrips: trips.filter(({ model }) => model === undefined).length,
  };
}

/** @throws Error when figures do not add up */
function audit({ calls, answered, failed, open, attempts }: Figures): void {
  const { served, wasted, aborted, running } = attempts;
  if (calls !== answered + failed + open)
    throw new Error(`${calls} calls, but ${answered}, ${failed}, ${open}`);
  if (attempts.attempts !== served + wasted + aborted + running)
    throw new Error(`attempts do not add up: ${JSON.stringify(attempts)}`);
  if (answered > served) throw new Error(`${answered} calls answered, but ${served} attempts served`);
}

/** @throws Error when they do not add up */
export function figuresOf(observed: Observed): Figures {
  const { scenario, calls, report, lost, changes } = observed;
  const { troubles } = scenario;
  const attempts = [...lost, ...report.requests.filter(({ model }) => model !== WARM_UP)];
  const served = attempts.filter(({ outcome }) => outcome === "served");
  const begins = troubles[0]?.fromMs ?? 0;
  const answered = calls.filter(({ state }) => state === "answered");
  const inTrouble = answered.filter(({ endedAt = 0 }) => troubles.length === 0 || during(troubles, endedAt));
  const figures: Figures = {
    calls: calls.length,
    answered: answered.length,
    failed: calls.filter(({ state }) => state === "failed").length,
    open: calls.filter(({ state }) => state === "open").length,
    attempts: countsOf(report, lost.length),
    spent: attempts.filter((attempt) => attempt.at >= begins && isWasted(attempt)).length,
    spendable: spendable(attempts, changes),
    home: homeOf(scenario, served),
    answeredInTrouble: inTrouble.length,
    firstMs: firstMsOf(observed),
    ...field("backHomeMs", backHomeMs(scenario, served)),
    breakers: breakersOf(observed),
  };
  audit(figures);
  return figures;
}
