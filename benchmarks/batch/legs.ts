import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "spillway/simulator";
import { type Output, type PaidAgain, paidAgain, readOutput } from "./judge.js";
import { COMMAND, type Ran, Service, script, Watched } from "./processes.js";

/** What all legs of a run share. */
export interface Plan {
  readonly input: string;
  readonly records: number;
  readonly slots: number;
  readonly serviceMs: number;
  readonly seed: number;
  readonly kills: number;
}

/** What one policy came to. */
export interface Leg extends Output {
  readonly policy: string;
  readonly slots: number;
  readonly records: number;
  readonly kills: number;
  readonly seconds: number;
  readonly peakMb: number | undefined;
  /** Of a processor; without what killed processes took. */
  readonly cpuSeconds: number | undefined;
  /** At the simulator. */
  readonly requests: number;
  readonly rejected: number;
  readonly peakInFlight: number;
  /** Share of the slots' time that was in use, from the first request to the last answer. */
  readonly use: number;
  readonly paidAgain: PaidAgain;
  /** Requests in flight at the simulator when each kill came, added up. */
  readonly inFlightAtKills: number;
  readonly code: number | null;
  readonly said: string;
}

const MODEL = "us.amazon.nova-lite-v1:0";

/** Who was told how many slots there are, which nobody knows, is no peer but the mark. */
export const MARK = "p-limit, right size";

/** How each policy is begun. */
export const POLICIES: Readonly<
  Record<string, (input: string, output: string, slots: number, command: string) => readonly string[]>
> = {
  "spillway run": (input, output, _slots, command) => [
    command,
    "run",
    input,
    "--model",
    MODEL,
    "--out",
    output,
  ],
  [MARK]: (input, output, slots) => script(input, output, "standard", String(slots)),
  "p-limit, 2.5 times": (input, output, slots) =>
    script(input, output, "standard", String(Math.round(2.5 * slots))),
  "p-limit, a tenth": (input, output, slots) =>
    script(input, output, "standard", String(Math.ceil(slots / 10))),
  "SDK, adaptive mode": (input, output, slots) => script(input, output, "adaptive", String(2 * slots)),
};

interface Killed {
  readonly ran: Ran;
  readonly moments: readonly number[];
  readonly inFlight: number;
  readonly peakMb: number | undefined;
}

const POLL_MS = 20;
const larger = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

/** Begins a process again and again, and kills it at random moments: by what is answered by then, or soon after its start. */
async function killed(
  args: readonly string[],
  service: Service,
  { kills, records, seed }: Plan,
): Promise<Killed> {
  const random = seeded(`kills/${seed}`);
  const marks = Array.from({ length: kills }, () => random() * records).sort((one, other) => one - other);
  const moments: number[] = [];
  let inFlight = 0;
  let peakMb: number | undefined;
  for (const mark of marks) {
    const watched = new Watched(args, service.url);
    let over = false;
    void watched.ended.then(() => {
      over = true;
    });
    // At least until it runs; a tenth of the kills come while it reads what is done.
    await pause(random() < 0.1 ? 300 * random() : 0);
    while (!over && (await service.now()).served < mark) await pause(POLL_MS);
    await pause(200 * random());
    const now = await service.now();
    watched.kill();
    peakMb = larger(peakMb, (await watched.ended).peakMb);
    moments.push((await service.now()).now);
    inFlight += now.inFlight;
  }
  const ran = await new Watched(args, service.url).ended;
  return { ran, moments, inFlight, peakMb: larger(peakMb, ran.peakMb) };
}

/**
 * One policy, from nothing to a whole output.
 *
 * @param command the file of `spillway run`, where it is that
 */
export async function leg(policy: string, output: string, plan: Plan, command = COMMAND): Promise<Leg> {
  const service = new Service();
  const { slots, serviceMs, records, kills, seed, input } = plan;
  try {
    await service.begin({ slots, serviceMs, keep: 4 * records + 10_000, seed });
    const args = POLICIES[policy]?.(input, output, slots, command) ?? [];
    const begun = performance.now();
    const { ran, moments, inFlight, peakMb } = await killed(args, service, plan);
    const seconds = (performance.now() - begun) / 1000;
    const told = await service.tell();
    return {
      ...(await readOutput(output, records)),
      policy: kills > 0 ? `${policy}, killed ${kills} times` : policy,
      slots,
      records,
      kills,
      seconds,
      peakMb,
      cpuSeconds: ran.cpuSeconds,
      requests: told.attempts,
      rejected: told.rejected,
      peakInFlight: told.peakInFlight,
      use: told.use,
      paidAgain: paidAgain(told, moments),
      inFlightAtKills: inFlight,
      code: ran.code,
      said: ran.said,
    };
  } finally {
    service.end();
  }
}
