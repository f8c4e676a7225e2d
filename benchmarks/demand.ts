import type { Clock, Random } from "spillway";
import { seeded, type VirtualClock } from "spillway/simulator";
import type { Ledger, Open } from "./ledger.js";
import type { Arrivals, Scenario, Workers } from "./scenario.js";
import type { Send } from "./stage.js";

/** Who has failed comes back after so long, with the same request. */
export const BACK_AFTER_MS = 2000;

/** What the callers of one run have to do with. */
export interface Play {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly endMs: number;
  readonly ledger: Ledger;
  readonly senders: readonly Send[];
}

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.setTimeout(() => resolve(), ms));

function sizeOf({ sizes }: Scenario, random: Random): Pick<Open, "tokens" | "large"> {
  if (!sizes) return { tokens: 0, large: false };
  const tokens = sizes.min + Math.floor(random() * (sizes.max - sizes.min + 1));
  return { tokens, large: tokens >= sizes.large };
}

/** One request, sent again until it is answered. */
async function request(
  { scenario, clock, ledger, senders }: Play,
  client: number,
  random: Random,
): Promise<void> {
  const open: Open = { client, begunAt: clock.now(), ...sizeOf(scenario, random) };
  const wanted = { tokens: scenario.sizes && open.tokens };
  ledger.begin(open);
  for (;;) {
    try {
      await senders[client]?.(wanted);
      return ledger.answer(open, clock.now());
    } catch {
      ledger.fail();
      await pause(clock, BACK_AFTER_MS);
    }
  }
}

/** Somebody who always wants something. The size of a request is given by its caller and its number alone. */
async function worker(play: Play, number: number): Promise<void> {
  const { count, everyMs } = play.scenario.clients;
  const client = number % count;
  const random = seeded(`worker/${play.seed}/${number}`);
  if (client * everyMs > 0) await pause(play.clock, client * everyMs);
  for (;;) await request(play, client, random);
}

function rateAt({ perSecond, burst }: Arrivals, ms: number): number {
  return burst && ms % burst.everyMs < burst.forMs ? burst.perSecond : perSecond;
}

/**
 * A Poisson process whose rate may change: drawn at the highest rate, and thinned out.
 *
 * @param come told of each arrival, with its number and the chance that it goes on with
 */
export async function arrive(
  { clock, endMs, seed }: Pick<Play, "clock" | "endMs" | "seed">,
  arrivals: Arrivals,
  come: (number: number, random: Random) => void,
): Promise<void> {
  const random = seeded(`arrivals/${seed}`);
  const highest = Math.max(arrivals.perSecond, arrivals.burst?.perSecond ?? 0);
  for (let number = 0; ; number++) {
    await pause(clock, (-Math.log(1 - random()) * 1000) / highest);
    if (clock.now() >= endMs - arrivals.restMs) return;
    const kept = random() * highest < rateAt(arrivals, clock.now());
    if (kept) come(number, random);
  }
}

const work = (play: Play, { count }: Workers): void => {
  for (let number = 0; number < count; number++) void worker(play, number);
};

/** Starts all callers. They end with the clock. */
export function start(play: Play): void {
  const { demand, clients } = play.scenario;
  if (demand.kind === "workers") work(play, demand);
  else void arrive(play, demand, (number, random) => void request(play, number % clients.count, random));
}
