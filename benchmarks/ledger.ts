import { jain, type Latency, percentile, rounded } from "./statistics.js";

const LATE_MS = 180_000;
const BIN_MS = 10_000;

/** A request on its way, until its answer. */
export interface Open {
  readonly client: number;
  readonly begunAt: number;
  readonly tokens: number;
  readonly large: boolean;
}

/** What the callers see, written down as it happens. */
export class Ledger {
  readonly #endMs: number;
  readonly #open = new Set<Open>();
  readonly #latencies: Latency[] = [];
  readonly #served: number[];
  readonly #late: number[];
  /** Served in each ten seconds. */
  readonly #bins: number[] = [];
  readonly #large = { served: 0, begun: 0 };
  #begun = 0;
  #tokens = 0;
  #failed = 0;

  constructor(clients: number, endMs: number) {
    this.#endMs = endMs;
    this.#served = new Array<number>(clients).fill(0);
    this.#late = new Array<number>(clients).fill(0);
  }

  begin(open: Open): void {
    this.#open.add(open);
    this.#begun++;
    if (open.large) this.#large.begun++;
  }

  /** One call of a request failed; the request goes on. */
  fail(): void {
    this.#failed++;
  }

  answer(open: Open, now: number): void {
    this.#open.delete(open);
    const { client, begunAt, tokens, large } = open;
    this.#latencies.push({ ms: now - begunAt, over: true });
    this.#served[client] = (this.#served[client] ?? 0) + 1;
    if (now > this.#endMs - LATE_MS) this.#late[client] = (this.#late[client] ?? 0) + 1;
    const bin = Math.floor(now / BIN_MS);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#tokens += tokens;
    if (large) this.#large.served++;
  }

  figures(now: number) {
    const waiting = [...this.#open].map(({ begunAt }): Latency => ({ ms: now - begunAt, over: false }));
    const times = [...this.#latencies, ...waiting];
    const served = this.#latencies.length;
    return {
      served,
      tokens: this.#tokens,
      failed: this.#failed,
      open: waiting.length,
      p50Ms: Math.round(percentile(times, 0.5)),
      p99Ms: Math.round(percentile(times, 0.99)),
      jain: rounded(jain(this.#served)),
      jainLate: rounded(jain(this.#late)),
      large: {
        served: rounded(served === 0 ? 0 : this.#large.served / served),
        demand: rounded(this.#begun === 0 ? 0 : this.#large.begun / this.#begun),
      },
    };
  }

  /** Ms from `fromMs` until three tens of seconds in a row bring `perMinute`; undefined when they never do. */
  found(fromMs: number, perMinute: number): number | undefined {
    const first = Math.ceil(fromMs / BIN_MS);
    for (let bin = first; (bin + 3) * BIN_MS <= this.#endMs; bin++) {
      const served = [0, 1, 2].reduce((sum, i) => sum + (this.#bins[bin + i] ?? 0), 0);
      if (served >= perMinute / 2) return (bin + 3) * BIN_MS - fromMs;
    }
    return undefined;
  }
}
