import { setMaxListeners } from "node:events";
import { type Flags, readFlags } from "./flags.js";
import { POLICIES } from "./policies.js";
import { runAll } from "./pool.js";
import { publish } from "./publish.js";
import type { Row, Task } from "./row.js";
import { sameTask } from "./row.js";
import type { Scenario } from "./scenario.js";
import { SCENARIOS } from "./scenarios/index.js";
import { store, storedRows } from "./store.js";
import { type Summary, summaries } from "./summary.js";
import { tableOf } from "./table.js";
import { missed } from "./verdict.js";

const INTERRUPTED = 130;

const chosen = ({ only }: Flags): readonly Scenario[] =>
  only.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => only.some((part) => name.includes(part)));

function tasksOf({ seeds, firstSeed, policies }: Flags, scenarios: readonly Scenario[]): Task[] {
  const numbers = Array.from({ length: seeds }, (_, i) => firstSeed + i);
  return scenarios.flatMap(({ name, oursOnly }) =>
    policies
      .filter((policy) => !oursOnly || POLICIES[policy].kind !== "peer")
      .flatMap((policy) => numbers.map((seed) => ({ scenario: name, policy, seed }))),
  );
}

/** Kept rows of the oracle and of peers, that need not run again. Ours always do. */
function keptRows({ fresh }: Flags, tasks: readonly Task[], scenarios: readonly Scenario[]): Row[] {
  if (fresh) return [];
  return scenarios
    .flatMap(({ name }) => storedRows(name))
    .filter((row) => POLICIES[row.policy].kind !== "ours" && tasks.some((task) => sameTask(task, row)));
}

async function rowsOf(flags: Flags, scenarios: readonly Scenario[], stop: AbortSignal): Promise<Row[]> {
  const tasks = tasksOf(flags, scenarios);
  const kept = keptRows(flags, tasks, scenarios);
  const open = tasks.filter((task) => !kept.some((row) => sameTask(row, task)));
  let done = 0;
  const fresh = await runAll(open, flags.jobs, stop, (row, tookMs) => {
    const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(8);
    const which = `${row.scenario}, ${row.policy}, seed ${row.seed}`;
    process.stderr.write(`${`${++done}/${open.length}`.padStart(9)} ${took}  ${which}\n`);
    // At once: who interrupts a long run keeps what is done.
    if (flags.write) store([row]);
  });
  return [...kept, ...fresh];
}

const allMet = (all: readonly Summary[]): boolean =>
  all
    .filter(({ policy, scenario }) => POLICIES[policy].kind === "ours" && !scenario.open)
    .every((summary) => missed(summary, summary.scenario.bands, all).length === 0);

async function main(flags: Flags): Promise<void> {
  if (chosen(flags).length === 0) {
    process.stderr.write(
      `No scenario's name contains ${flags.only.join(" or ")}. There are: ${SCENARIOS.map(({ name }) => name).join(", ")}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  process.once("SIGINT", () => stop.abort());
  const scenarios = chosen(flags);
  const rows = await rowsOf(flags, scenarios, stop.signal).catch((error: unknown) => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    throw error;
  });
  const all = scenarios.flatMap((scenario) => summaries(scenario, flags.policies, rows));
  if (flags.write) await publish();
  const ok = allMet(all);
  process.stdout.write(flags.json ? `${JSON.stringify({ ok, rows })}\n` : `${tableOf(all)}\n`);
  process.exitCode = ok ? 0 : 1;
}

const flags = readFlags(process.argv.slice(2));
if (typeof flags === "number") process.exitCode = flags;
else await main(flags);
