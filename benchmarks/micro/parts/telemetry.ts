/**
 * What telemetry adds to a call: our middlewares with `telemetry: true` against the same with `false`, by turns.
 * `--batch`: with spans in a batch processor and metrics in a reader, as applications set them up; else with nothing
 * registered.
 */
import { spillway } from "spillway";
import { compare, repeat } from "../compare.js";
import { check, tell } from "../figures.js";
import { call, count, newStack } from "../stack.js";
import { exportInBatches } from "../tracing.js";

const CALLS_PER_BLOCK = 2000;
const ROUNDS = 200;

const batch = process.argv.includes("--batch");
const exported = batch ? exportInBatches() : undefined;
const plugins = [spillway({ telemetry: false }), spillway({ telemetry: true })] as const;
const [silent, told] = plugins.map((plugin) => {
  const stack = newStack();
  stack.use(plugin);
  return repeat(CALLS_PER_BLOCK, call(stack));
});
if (silent === undefined || told === undefined) throw new Error("two stacks there are");
const found = await compare(silent, told, { rounds: ROUNDS, callsPerBlock: CALLS_PER_BLOCK });

const [without, calls] = plugins.map((plugin) => plugin.snapshot().lanes[0]?.counters.served ?? 0);
check(calls !== undefined && calls > 0 && without === calls, "both serve as many calls");
check(count.answered === 2 * (calls ?? 0), "each call is answered once");
const seen = await exported?.();
check(
  seen === undefined || seen.spans === 2 * (calls ?? 0),
  "two spans for each call are exported, none is dropped",
);
check(seen === undefined || seen.attempts === calls, "each attempt is counted");
tell([
  {
    name: `telemetry alone, ${batch ? "batch processor and metrics" : "nothing registered"}`,
    unit: "µs",
    median: found.added,
    min: found.addedMin,
    limit: batch ? 20 : 1,
  },
]);
process.exit(0);
