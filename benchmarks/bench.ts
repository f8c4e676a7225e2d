import { type Family, isOne, type Judgement, type Listed, type Named } from "./family.js";
import type { Flags } from "./flags.js";
import { runAll } from "./pool.js";
import { type Row, sameTask, type Task } from "./row.js";

/** A row of any family. */
export type AnyRow = Row<unknown, string>;

export interface Result extends Judgement {
  readonly rows: readonly AnyRow[];
}

/** A family as the command sees it: without the types of its policies and figures. */
export interface Bench {
  readonly policies: Readonly<Record<string, Named>>;
  /** Names of the scenarios that the flags choose. */
  chosen(flags: Flags): string[];
  /** Runs what the flags ask for, in processes of its own. */
  play(flags: Flags, stop: AbortSignal): Promise<Result>;
  /** Runs a single task, in this process. `ranWith` says the versions. */
  row(task: Task<string>, ranWith: string): Promise<AnyRow>;
  keepCourses(): Promise<void>;
}

function chosenOf(scenarios: readonly Listed[], { only }: Flags): readonly Listed[] {
  if (only.length === 0) return scenarios;
  return scenarios.filter(({ name }) => only.some((part) => name.includes(part)));
}

function tasksOf<Policy extends string>(
  { scenarios, policies }: Pick<Family<unknown, Policy>, "scenarios" | "policies">,
  flags: Flags,
): Task<Policy>[] {
  const wanted = flags.policies.filter((name): name is Policy => isOne(policies, name));
  return chosenOf(scenarios, flags).flatMap(({ name, oursOnly, seeds = 1 }) => {
    const isPeer = (policy: Policy): boolean => policies[policy].kind === "peer";
    const numbers = (policy: Policy): number[] => {
      const count = isPeer(policy) ? flags.seeds : Math.max(seeds, flags.seeds);
      return Array.from({ length: count }, (_, i) => flags.firstSeed + i);
    };
    return wanted
      .filter((policy) => !oursOnly || !isPeer(policy))
      .flatMap((policy) => numbers(policy).map((seed) => ({ scenario: name, policy, seed })));
  });
}

async function rowsOf<Came, Policy extends string>(
  name: string,
  family: Family<Came, Policy>,
  flags: Flags,
  stop: AbortSignal,
): Promise<Row<Came, Policy>[]> {
  const { scenarios, policies, store } = family;
  const tasks = tasksOf(family, flags);
  // Rows of oracles and peers need not run again. Ours always do.
  const kept = (flags.fresh ? [] : chosenOf(scenarios, flags))
    .flatMap((scenario) => store.of(scenario.name))
    .filter((row) => policies[row.policy].kind !== "ours" && tasks.some((task) => sameTask(task, row)));
  const open = tasks.filter((task) => !kept.some((row) => sameTask(row, task)));
  const minutes = new Map(scenarios.map((scenario) => [scenario.name, scenario.minutes]));
  const longFirst = [...open].sort((a, b) => (minutes.get(b.scenario) ?? 0) - (minutes.get(a.scenario) ?? 0));
  let done = 0;
  const fresh = await runAll<Row<Came, Policy>>(name, longFirst, flags.jobs, stop, (row, tookMs) => {
    const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(8);
    const which = `${row.scenario}, ${row.policy}, seed ${row.seed}`;
    process.stderr.write(`${`${++done}/${open.length}`.padStart(9)} ${took}  ${which}\n`);
    // At once: who interrupts a long run keeps what is done.
    if (flags.write) store.keep([row]);
  });
  return [...kept, ...fresh];
}

/** @param name of the family, which its processes are told */
export function benchOf<Came, Policy extends string>(name: string, family: Family<Came, Policy>): Bench {
  const { policies, scenarios, keys } = family;
  return {
    policies,
    chosen: (flags) => chosenOf(scenarios, flags).map((scenario) => scenario.name),
    play: async (flags, stop) => {
      const rows = await rowsOf(name, family, flags, stop);
      const names = chosenOf(scenarios, flags).map((scenario) => scenario.name);
      const shown = flags.policies.filter((policy): policy is Policy => isOne(policies, policy));
      return { rows, ...family.judge(names, shown, rows) };
    },
    row: async ({ scenario, policy, seed }, ranWith) => {
      if (!isOne(policies, policy)) throw new RangeError(`no policy ${policy}`);
      const figures = await family.run({ scenario, policy, seed });
      return { scenario, policy, seed, key: keys.get(scenario) ?? "", with: ranWith, figures };
    },
    keepCourses: () => family.keepCourses(),
  };
}
