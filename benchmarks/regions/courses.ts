import { readList, resultsPath, writeList } from "../store.js";
import { isWasted } from "./attempts.js";
import type { Observed } from "./figures.js";
import { type PolicyName, policyOf } from "./policies.js";
import { observe } from "./run.js";
import { HOME } from "./scenario.js";
import { scenarioOf } from "./scenarios/index.js";

const FILE = resultsPath("regions/courses.json");

/** What is drawn: a scenario, side by side for two policies, with its seconds. */
export const DRAWN = {
  scenario: "home-down",
  seed: 1,
  policies: ["spillway", "by-hand"],
  fromS: 100,
  toS: 210,
} as const satisfies { scenario: string; policies: readonly PolicyName[] } & Record<string, unknown>;

/** What happened in one run, second by second. */
export interface Course {
  readonly policy: PolicyName;
  readonly seed: number;
  /** Answers that ended. */
  readonly home: readonly number[];
  readonly away: readonly number[];
  /** Attempts that came to nothing. */
  readonly wasted: readonly number[];
  /** Longest time to the first token of the calls that began, in ms; 0 without calls. */
  readonly firstMs: readonly number[];
}

const SECONDS = DRAWN.toS - DRAWN.fromS;

/** What each second makes of what fell into it. */
function perSecond<Item>(
  items: readonly Item[],
  atMs: (item: Item) => number | undefined,
  made: (items: readonly Item[]) => number,
): number[] {
  const bins = Array.from({ length: SECONDS }, (): Item[] => []);
  for (const item of items) bins[Math.floor((atMs(item) ?? -1) / 1000) - DRAWN.fromS]?.push(item);
  return bins.map(made);
}

const count = (items: readonly unknown[]): number => items.length;

export function courseOf(policy: PolicyName, { report, lost, calls }: Observed): Course {
  const served = report.requests.filter(({ outcome }) => outcome === "served");
  const wasted = [...lost, ...report.requests].filter(isWasted);
  const first = calls.flatMap(({ begunAt, firstAt }) =>
    firstAt === undefined ? [] : [{ begunAt, ms: Math.round(firstAt - begunAt) }],
  );
  const ended = ({ endedAt }: { endedAt: number | undefined }): number | undefined => endedAt;
  return {
    policy,
    seed: DRAWN.seed,
    home: perSecond(
      served.filter(({ region }) => region === HOME),
      ended,
      count,
    ),
    away: perSecond(
      served.filter(({ region }) => region !== HOME),
      ended,
      count,
    ),
    wasted: perSecond(wasted, ({ at }) => at, count),
    firstMs: perSecond(
      first,
      ({ begunAt }) => begunAt,
      (calls) => Math.max(0, ...calls.map(({ ms }) => ms)),
    ),
  };
}

export const storedCourses = (): Course[] => readList(FILE);

/** Runs what is drawn, and keeps it. */
export async function keepCourses(): Promise<void> {
  const courses: Course[] = [];
  for (const policy of DRAWN.policies) {
    courses.push(courseOf(policy, await observe(scenarioOf(DRAWN.scenario), policyOf(policy), DRAWN.seed)));
  }
  writeList(FILE, courses);
}
