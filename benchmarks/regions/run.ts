import { seeded } from "spillway/simulator";
import { withVirtualTimers } from "../../scripts/virtual-timers.js";
import { MINUTE } from "../scenario.js";
import { type Call, start } from "./callers.js";
import { type Figures, figuresOf, type Observed } from "./figures.js";
import type { Policy } from "./policies.js";
import type { Scenario } from "./scenario.js";
import { openStage, type Stage } from "./stage.js";

async function play(stage: Stage, policy: Pick<Policy, "open">, minutes: number): Promise<Observed> {
  const { scenario, seed, clock, simulator, lost, changes } = stage;
  const endMs = minutes * MINUTE;
  const ask = await policy.open(stage);
  const calls: Call[] = [];
  start({ scenario, seed, clock, endMs, ask, calls });
  await clock.advance(endMs - clock.now());
  return { scenario, endMs, calls, report: simulator.report(), lost, changes };
}

/** Runs a scenario once, with the real SDK client, in virtual time, for who wants to look at it. */
export function observe(
  scenario: Scenario,
  policy: Pick<Policy, "open">,
  seed: number,
  minutes: number = scenario.minutes,
): Promise<Observed> {
  const stage = openStage(scenario, seed);
  // The SDK's and opossum's own pauses and chances, of peers and of the oracle.
  return withVirtualTimers(stage.clock, seeded(`sdk/${seed}`), () => play(stage, policy, minutes));
}

/** The figures of a run. The same seed gives the same. */
export const run = async (...asked: Parameters<typeof observe>): Promise<Figures> =>
  figuresOf(await observe(...asked));
