import type { Step } from "spillway/simulator";
import { governed } from "./policies.js";
import { run } from "./run.js";
import type { Scenario } from "./scenario.js";
import { LANE, openStage } from "./stage.js";
import { readList, resultsPath, writeList } from "./store.js";

const FILE = resultsPath("courses.json");
const KEPT_ATTEMPTS = 100_000;

/** Time between two values of a course. */
export const EVERY_MS = 500;

/** What spillway did in one run, in values of {@link EVERY_MS}. */
export interface Course {
  readonly scenario: string;
  readonly seed: number;
  readonly window: readonly number[];
  readonly inFlight: readonly number[];
  /** Rejections within each stretch. */
  readonly rejected: readonly number[];
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** The value that held at the end of each stretch. */
function sampled(steps: readonly Step[], count: number): number[] {
  let next = 0;
  let value = steps[0]?.[1] ?? 0;
  return Array.from({ length: count }, (_, i) => {
    for (; (steps[next]?.[0] ?? Number.POSITIVE_INFINITY) <= (i + 1) * EVERY_MS; next++) {
      value = steps[next]?.[1] ?? value;
    }
    return rounded(value);
  });
}

function counted(moments: readonly number[], count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const at of moments) {
    const i = Math.floor(at / EVERY_MS);
    if (i < count) counts[i] = (counts[i] ?? 0) + 1;
  }
  return counts;
}

/** Runs spillway with its defaults, and listens. */
export async function courseOf(scenario: Scenario, seed: number, minutes: number): Promise<Course> {
  const stage = openStage(scenario, seed, KEPT_ATTEMPTS);
  const steps: Step[] = [];
  const open = governed({}, (plugin) =>
    plugin.on("window", ({ from, to }) => {
      if (steps.length === 0) steps.push([0, from]);
      steps.push([stage.clock.now(), to]);
    }),
  );
  await run(scenario, { open }, seed, minutes, stage);
  const { lanes, requests } = stage.simulator.report();
  const count = Math.round((minutes * 60_000) / EVERY_MS);
  const refused = requests.filter(({ outcome }) => outcome !== "served" && outcome !== "running");
  return {
    scenario: scenario.name,
    seed,
    window: sampled(steps, count),
    inFlight: sampled(lanes[LANE]?.inFlightSteps ?? [], count),
    rejected: counted(
      refused.map(({ at }) => at),
      count,
    ),
  };
}

export const storedCourses = (): Course[] => readList(FILE);

export const storeCourses = (courses: readonly Course[]): void => writeList(FILE, courses);
