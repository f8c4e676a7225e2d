import CircuitBreaker from "opossum";
import type { BreakerState } from "../events.js";
import type { Random } from "../random.js";
import { openTime } from "./trip.js";

export interface BreakerOptions {
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Attempts that may try at once while half-open, and successes that close it. */
  readonly probes: number;
}

export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: string;
  readonly openMs?: number;
}

/** The right to pass, tagged with the state that gave it: verdicts of an earlier state change nothing. */
export interface Pass {
  readonly generation: number;
  readonly probe: boolean;
  readonly sentAt: number;
  /** When a probe that has not ended counts as failed. */
  readonly deadline: number;
}

/** opossum only subscribes to its bucket clock. One that never ticks spares two intervals per breaker. */
const STILL = { on: () => STILL, removeListener: () => STILL, listenerCount: () => 0 };

/**
 * One circuit breaker: `closed` -> (trip) -> `open` -> (time is up) -> `halfOpen` -> (probes succeed) -> `closed`,
 * or -> (a probe fails or hangs) -> `open`, for twice as long.
 *
 * opossum is the state machine and no more. Its own judgement (rates over a window of starts) misleads with calls
 * that last longer than the window, and its reset timer knows neither our clock nor delays over 24 days; so nothing
 * is ever fired through it, verdicts come from outside, and our clock says when `open` is over.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #random: Random;
  readonly #onChange: (change: BreakerChange) => void;
  /** Made at the first trip: until then a breaker costs nothing. */
  #circuit: CircuitBreaker | undefined;
  #generation = 0;
  #trips = 0;
  #openUntil = 0;
  #probes: Pass[] = [];
  #proofs = 0;

  constructor(options: BreakerOptions, random: Random, onChange: (change: BreakerChange) => void) {
    this.#options = options;
    this.#random = random;
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    if (this.#circuit === undefined || this.#circuit.closed) return "closed";
    return this.#circuit.opened ? "open" : "halfOpen";
  }

  /** When it will admit probes, as the clock's `now()`; only while open. */
  get openUntil(): number | undefined {
    return this.state === "open" ? this.#openUntil : undefined;
  }

  /** Trips in a row, without a recovery between them. */
  get trips(): number {
    return this.#trips;
  }

  /** Milliseconds until an attempt may pass; 0 when it may now. Moves the state on where its time is up. */
  dueIn(now: number): number {
    const soonest = this.soonestIn(now);
    if (soonest > 0 || this.state === "closed") return soonest;
    const oldest = this.#probes[0];
    if (oldest === undefined || this.#probes.length < this.#options.probes) return 0;
    return oldest.deadline - now;
  }

  /** The same if all goes well: a probe that is out may end at any moment. */
  soonestIn(now: number): number {
    this.#expire(now);
    return this.state === "open" ? this.#openUntil - now : 0;
  }

  /** @param roundTripMs what a served attempt takes: a probe is given three of them, and never less than `maxOpenMs` */
  enter(now: number, roundTripMs = 0): Pass {
    this.#expire(now);
    const probe = this.state === "halfOpen";
    const deadline = now + Math.max(this.#options.maxOpenMs, 3 * roundTripMs);
    const pass = { generation: this.#generation, probe, sentAt: now, deadline };
    if (probe) this.#probes.push(pass);
    return pass;
  }

  /** Whether a verdict on this pass still counts. */
  current(pass: Pass): boolean {
    return pass.generation === this.#generation;
  }

  /** A probe has ended. */
  probed(pass: Pass, verdict: "up" | "down" | "neutral", now: number): void {
    if (!this.current(pass)) return;
    this.#probes = this.#probes.filter((other) => other !== pass);
    if (verdict === "down") this.trip("a probe failed", now);
    if (verdict === "up" && ++this.#proofs >= this.#options.probes) this.#close();
  }

  /** Opens, for longer with every trip that follows another without a recovery. */
  trip(reason: string, now: number): void {
    const from = this.state;
    this.#trips++;
    const { openMs, maxOpenMs } = this.#options;
    const length = openTime(this.#trips, openMs, maxOpenMs, this.#random());
    this.#openUntil = now + length;
    this.#become("open").open();
    this.#onChange({ from, to: "open", reason, openMs: length });
  }

  #close(): void {
    this.#trips = 0;
    this.#become("closed").close();
    this.#onChange({ from: "halfOpen", to: "closed", reason: "probes succeeded" });
  }

  #expire(now: number): void {
    const oldest = this.#probes[0];
    if (this.state === "open" && now >= this.#openUntil) {
      this.#become("halfOpen");
      this.#onChange({ from: "open", to: "halfOpen", reason: "open time is over" });
    } else if (oldest !== undefined && now >= oldest.deadline) {
      this.trip("a probe gave no answer", now);
    }
  }

  /** Every change begins a new generation with no probes out. */
  #become(state: BreakerState): CircuitBreaker {
    this.#generation++;
    this.#probes = [];
    this.#proofs = 0;
    if (this.#circuit === undefined || state === "halfOpen") {
      this.#circuit?.shutdown();
      this.#circuit = circuit(state === "halfOpen");
    }
    return this.#circuit;
  }
}

function circuit(halfOpen: boolean): CircuitBreaker {
  // A fresh options object each time: opossum writes its defaults into it and keeps it.
  const options = {
    timeout: false,
    volumeThreshold: Number.MAX_SAFE_INTEGER,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    rotateBucketController: STILL,
    ...(halfOpen && { state: { enabled: true, closed: false, halfOpen: true } }),
  };
  // The types ask for a whole EventEmitter as bucket clock and for fields of `state` that opossum does not read.
  const made = new CircuitBreaker(async () => undefined, options as unknown as CircuitBreaker.Options);
  // Its own reaction to `open` is the reset timer.
  made.removeAllListeners("open");
  return made;
}
