import type { CallSettings, SpillwayOptions } from "spillway";

/** Callers of one kind. */
export interface Crowd {
  readonly name: string;
  /** What its calls say of themselves, where the policy lets them. */
  readonly says: CallSettings;
  /** So many callers, each with one call at a time and a pause of `thinkMs` on average (exponential) after it. */
  readonly callers?: { readonly count: number; readonly thinkMs: number };
  /** So many calls a second, whatever becomes of them (Poisson). */
  readonly perSecond?: number;
}

export type FigureName = "share" | "waitP50Ms" | "waitP99Ms" | "timesAlone" | "usefulShare";

/** What a figure of a crowd must keep to, under the policy that is ours. */
export interface Band {
  readonly crowd: string;
  readonly figure: FigureName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** How calls are sent: what of `says` they may say, and through what. */
export interface Policy {
  readonly name: string;
  readonly says: readonly (keyof CallSettings)[];
  readonly queue?: SpillwayOptions["queue"];
  /** Not spillway: p-limit with as many slots as there are. */
  readonly limit?: true;
  /** Its figures are checked against the bands. */
  readonly ours?: true;
}

export interface Scenario {
  readonly name: string;
  /** Expected behaviour, in one sentence. */
  readonly expected: string;
  readonly slots: number;
  readonly meanMs: number;
  readonly seconds: number;
  /** Seconds at the beginning that are not counted. */
  readonly warmUp: number;
  readonly crowds: readonly Crowd[];
  /** An answer is useful within so many ms. */
  readonly usefulMs: number;
  readonly policies: readonly Policy[];
  readonly bands: readonly Band[];
}

const WAITS_FOR_EVER = { limit: 20_000, timeoutMs: "none" } as const;

const LIMIT: Policy = { name: "p-limit", says: [], limit: true };
const SILENT: Policy = { name: "spillway, nothing said", says: [], queue: WAITS_FOR_EVER };
const ours = (says: Policy["says"], queue: SpillwayOptions["queue"] = {}): Policy => ({
  name: "spillway, withCall",
  says,
  queue: { ...WAITS_FOR_EVER, ...queue },
  ours: true,
});

const SERVICE = { slots: 20, meanMs: 1500, seconds: 600, warmUp: 120, usefulMs: 15_000 } as const;

/** Mean time between two answers of the whole lane. */
const TURN_MS = SERVICE.meanMs / SERVICE.slots;

export const SCENARIOS: readonly Scenario[] = [
  {
    ...SERVICE,
    name: "10,000 to 1",
    expected:
      "A tenant with one call at a time is answered within twice the time of an empty system, beside a tenant of whom ten thousand calls always wait.",
    crowds: [
      { name: "many", says: { tenant: "many" }, callers: { count: 10_000, thinkMs: 0 } },
      { name: "few", says: { tenant: "few" }, callers: { count: 1, thinkMs: 500 } },
    ],
    policies: [LIMIT, SILENT, ours(["tenant"])],
    bands: [
      { crowd: "few", figure: "timesAlone", atMost: 2 },
      { crowd: "few", figure: "waitP99Ms", atMost: SERVICE.meanMs },
    ],
  },
  {
    ...SERVICE,
    name: "weights",
    expected: "Two tenants that always want more get turns as their weights say, three to one.",
    crowds: [
      { name: "gold", says: { tenant: "gold" }, callers: { count: 100, thinkMs: 0 } },
      { name: "tin", says: { tenant: "tin" }, callers: { count: 300, thinkMs: 0 } },
    ],
    policies: [LIMIT, SILENT, ours(["tenant"], { weights: { gold: 3 } })],
    bands: [
      { crowd: "gold", figure: "share", atLeast: 0.74, atMost: 0.76 },
      { crowd: "tin", figure: "share", atLeast: 0.24, atMost: 0.26 },
    ],
  },
  {
    ...SERVICE,
    name: "batch work",
    expected:
      "Interactive calls that take a third of the service wait for a few turns only, whatever batch work waits.",
    crowds: [
      { name: "batch", says: { priority: "batch" }, callers: { count: 500, thinkMs: 0 } },
      { name: "interactive", says: { priority: "interactive" }, perSecond: 1000 / TURN_MS / 3 },
    ],
    policies: [LIMIT, SILENT, ours(["priority"])],
    bands: [
      { crowd: "interactive", figure: "waitP99Ms", atMost: SERVICE.meanMs },
      { crowd: "batch", figure: "share", atLeast: 0.6 },
    ],
  },
  {
    ...SERVICE,
    name: "interactive work",
    expected: "Batch work keeps its floor of a tenth when interactive calls want all there is.",
    crowds: [
      { name: "interactive", says: { priority: "interactive" }, callers: { count: 200, thinkMs: 0 } },
      { name: "batch", says: { priority: "batch" }, callers: { count: 200, thinkMs: 0 } },
    ],
    policies: [LIMIT, SILENT, ours(["priority"])],
    bands: [
      { crowd: "batch", figure: "share", atLeast: 0.09, atMost: 0.11 },
      { crowd: "interactive", figure: "share", atLeast: 0.89 },
    ],
  },
  {
    ...SERVICE,
    name: "too much",
    expected:
      "When half as much again is wanted as can be served, and answers are of use for fifteen seconds, deadlines let those be answered in time who can be; so does the newest first.",
    crowds: [{ name: "all", says: { deadlineMs: SERVICE.usefulMs }, perSecond: (1000 / TURN_MS) * 1.5 }],
    policies: [
      LIMIT,
      { ...SILENT, queue: { limit: 20_000, timeoutMs: 30_000 } },
      {
        name: "spillway, adaptive-lifo",
        says: [],
        queue: { limit: 20_000, timeoutMs: 30_000, order: "adaptive-lifo" },
      },
      { ...ours(["deadlineMs"]), name: "spillway, deadlines" },
    ],
    bands: [{ crowd: "all", figure: "usefulShare", atLeast: 0.6 }],
  },
];
