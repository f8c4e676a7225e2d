/** A pretend Bedrock on a socket, in a process of its own that outlives whoever is killed. Talks to its parent. */
import { createSimulator } from "spillway/simulator";
import { indexOf } from "./records.js";

/** What the parent may say. */
export type Order =
  | {
      readonly order: "begin";
      readonly slots: number;
      readonly serviceMs: number;
      readonly keep: number;
      readonly seed: number;
    }
  | { readonly order: "now" }
  | { readonly order: "tell" };

/** What the service knows in short. */
export interface Now {
  readonly now: number;
  readonly served: number;
  readonly inFlight: number;
}

/** One request that was served, or left by its client; rejections are counted alone. */
export type Noted = readonly [index: number, at: number, endedAt: number, served: boolean];

export interface Told extends Now {
  readonly attempts: number;
  readonly rejected: number;
  readonly peakInFlight: number;
  /** Of all slots, from the first request to the last answer: the share that was in use. */
  readonly use: number;
  readonly requests: readonly Noted[];
}

type Simulator = ReturnType<typeof createSimulator>;

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, each) => total + each, 0);

function short(simulator: Simulator): Now {
  const { now, totals } = simulator.report();
  return { now, served: totals.served, inFlight: totals.inFlight };
}

function told(simulator: Simulator, slots: number): Told {
  const { now, totals, requests } = simulator.report();
  const kept = requests.filter(({ outcome }) => ["served", "aborted", "running"].includes(outcome));
  const noted = kept.map(
    ({ inputTokens, maxTokens, at, endedAt = now, outcome }): Noted => [
      indexOf(inputTokens, maxTokens),
      at,
      endedAt,
      outcome === "served",
    ],
  );
  const first = Math.min(...noted.slice(0, 1000).map(([, at]) => at));
  const last = noted.reduce((latest, [, , endedAt]) => Math.max(latest, endedAt), 0);
  const { attempts, rejected, peakInFlight, served, inFlight, busyMs } = totals;
  const use = busyMs / (slots * (last - first));
  return { now, served, inFlight, attempts, rejected: sum(rejected), peakInFlight, use, requests: noted };
}

let simulator: Simulator | undefined;
let slots = 0;

process.on("message", async (order: Order) => {
  if (order.order === "begin") {
    slots = order.slots;
    simulator = createSimulator({
      seed: order.seed,
      keep: order.keep,
      defaults: {
        slots,
        service: { meanMs: order.serviceMs, sigma: 0.2 },
        output: { meanTokens: 20, sigma: 0 },
        networkMs: 0,
      },
    });
    const { urls } = await simulator.listen();
    process.send?.({ url: urls["us-east-1"] });
  } else if (simulator !== undefined) {
    process.send?.(order.order === "now" ? short(simulator) : told(simulator, slots));
  }
});
process.on("disconnect", () => process.exit());
