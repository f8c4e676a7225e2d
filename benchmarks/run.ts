import { seeded } from "spillway/simulator";
import { withVirtualTimers } from "../scripts/virtual-timers.js";
import { start } from "./demand.js";
import { Ledger } from "./ledger.js";
import type { Policy } from "./policies.js";
import { MINUTE, type Scenario } from "./scenario.js";
import { LANE, MODEL, openStage, type Stage } from "./stage.js";

/** What came of one run. Times in ms. */
export interface Figures {
  /** Requests that were answered, and the tokens that they took. */
  readonly served: number;
  readonly tokens: number;
  /** Attempts that arrived at the service, and those of them that it rejected. */
  readonly attempts: number;
  readonly rejected: number;
  /** Calls that ended without an answer. */
  readonly failed: number;
  /** Requests without an answer at the end. */
  readonly open: number;
  /** Of whole requests, from the first call to the answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Jain's index over the clients: of the whole run, and of its last three minutes. */
  readonly jain: number;
  readonly jainLate: number;
  /** Share of large requests in what was served, and in what was wanted. */
  readonly large: { readonly served: number; readonly demand: number };
  /** After the quota's last change; absent where it does not change, null where the level was not found. */
  readonly foundMs?: number | null;
}

/** The last change of the quota, and 90 % of what it then is. */
function lastLevel({ changes = [] }: Scenario): readonly [atMs: number, perMinute: number] | undefined {
  const last = changes.at(-1);
  const perMinute = last?.server.requests?.perMinute;
  return last && perMinute !== undefined ? [last.atMs, 0.9 * perMinute] : undefined;
}

function schedule({ clock, simulator, scenario }: Stage): void {
  for (const { atMs, server } of scenario.changes ?? []) {
    clock.setTimeout(() => simulator.configure({ models: { [MODEL]: server } }), atMs);
  }
}

async function play(stage: Stage, policy: Pick<Policy, "open">, minutes: number): Promise<Figures> {
  const { scenario, seed, clock, simulator } = stage;
  const endMs = minutes * MINUTE;
  const senders = await policy.open(stage);
  const ledger = new Ledger(scenario.clients.count, endMs);
  schedule(stage);
  start({ scenario, seed, clock, endMs, ledger, senders });
  await clock.advance(endMs - clock.now());
  const lane = simulator.report().lanes[LANE];
  const level = lastLevel(scenario);
  return {
    ...ledger.figures(clock.now()),
    attempts: lane?.attempts ?? 0,
    rejected: Object.values(lane?.rejected ?? {}).reduce((sum, count) => sum + count, 0),
    ...(level && { foundMs: ledger.found(...level) ?? null }),
  };
}

/**
 * Runs a scenario once, with the real SDK client, in virtual time. The same seed gives the same figures.
 *
 * @param stage where, for who wants to look at it afterwards
 */
export function run(
  scenario: Scenario,
  policy: Pick<Policy, "open">,
  seed: number,
  minutes: number = scenario.minutes,
  stage: Stage = openStage(scenario, seed),
): Promise<Figures> {
  // The SDK's own pauses and chances, of peers and of the oracle.
  return withVirtualTimers(stage.clock, seeded(`sdk/${seed}`), () => play(stage, policy, minutes));
}
