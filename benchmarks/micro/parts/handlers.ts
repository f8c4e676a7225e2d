/** Our two middlewares alone, on a stack with nothing else. `--tracer`: with a tracer that records every span. */
import { spillway } from "spillway";
import { compare, repeat } from "../compare.js";
import { check, tell } from "../figures.js";
import { call, count, newStack } from "../stack.js";
import { recordSpans } from "../tracing.js";

const CALLS_PER_BLOCK = 2000;
const ROUNDS = 200;
const LIMIT = { plain: 5, traced: 25 };

const traced = process.argv.includes("--tracer");
const processor = traced ? recordSpans() : undefined;
const plugin = spillway();
const governedStack = newStack();
governedStack.use(plugin);
const bare = repeat(CALLS_PER_BLOCK, call(newStack()));
const governed = repeat(CALLS_PER_BLOCK, call(governedStack));
const found = await compare(bare, governed, { rounds: ROUNDS, callsPerBlock: CALLS_PER_BLOCK });

const served = plugin.snapshot().lanes[0]?.counters.served ?? 0;
check(
  served > 0 && count.answered === 2 * served,
  "each call is answered once, half of them through spillway",
);
check(processor === undefined || processor.ended === 2 * served, "a span for each call and each attempt");
tell([
  {
    name: `our handlers alone, ${traced ? "recording tracer" : "no tracer"}`,
    unit: "µs",
    median: found.added,
    min: found.addedMin,
    limit: traced ? LIMIT.traced : LIMIT.plain,
  },
]);
