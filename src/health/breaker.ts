import CircuitBreaker from "opossum";
import type { BreakerState } from "../events.js";
import type { Lesson } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { type Pass, Probes } from "./probes.js";
import type { Standing } from "./snapshot.js";
import { type OpenTimes, openTime, tripsBefore } from "./trip.js";

export interface BreakerOptions extends OpenTimes {
  /** Attempts that may try at once while half-open, and answers that close it. */
  readonly probes: number;
}

export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: string;
  /** Not told of one that was forced open, which has no end. */
  readonly openMs?: number;
}

/** opossum only subscribes to its bucket clock. One that never ticks spares two intervals per breaker. */
const STILL = { on: () => STILL, removeListener: () => STILL, listenerCount: () => 0 };

/**
 * One circuit breaker: `closed` -> (trip) -> `open` -> (time is up) -> `halfOpen` -> (probes are answered) -> `closed`,
 * or -> (a probe fails or hangs) -> `open`, for twice as long; as also when it trips again soon after it has closed.
 * Forced, it is `open` without an end, until it is forced closed.
 *
 * opossum is the state machine and no more. Its own judgement (rates over a window of starts) misleads with calls
 * that last longer than the window, and its reset timer knows neither our clock nor delays over 24 days; so nothing
 * is ever fired through it, verdicts come from outside, and our clock says when `open` is over.
 */
export class Breaker {
  #options: BreakerOptions;
  readonly #random: Random;
  readonly #onChange: (change: BreakerChange) => void;
  /** Made at the first trip: until then a breaker costs nothing. */
  #circuit: CircuitBreaker | undefined;
  /** What all attempts of this generation pass by that are no probes. */
  #pass: Pass = { generation: 0, probe: false, deadline: Number.POSITIVE_INFINITY };
  #trips = 0;
  #openedAt = 0;
  #openUntil = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  /** Only while half-open. */
  #probes: Probes | undefined;

  constructor(options: BreakerOptions, random: Random, onChange: (change: BreakerChange) => void) {
    this.#options = options;
    this.#random = random;
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    if (this.#circuit === undefined || this.#circuit.closed) return "closed";
    return this.#circuit.opened ? "open" : "halfOpen";
  }

  /** Open without an end. */
  get forced(): boolean {
    return this.state === "open" && this.#openUntil === Number.POSITIVE_INFINITY;
  }

  /** Goes on by other settings; an open time that has begun lasts as long as it was to. */
  adjust(options: BreakerOptions): void {
    this.#options = options;
  }

  /** `trips`: those in a row, without a recovery that lasted. */
  standing(now: number): Standing {
    const { state } = this;
    if (state !== "open") return { state, trips: this.#tripsBefore(now) };
    return { state, trips: this.#trips, openedAt: this.#openedAt, openUntil: this.#openUntil };
  }

  /** Goes on as another one stood. To be called before anything has passed. */
  resume(standing: Standing, now: number): void {
    this.#trips = standing.trips;
    this.#closedAt = now;
    if (standing.state !== "open") return;
    this.#open("restored", standing.openedAt, standing.openUntil - now, now);
  }

  /** Milliseconds until an attempt may pass; 0 when it may now. Moves the state on where its time is up. */
  dueIn(now: number): number {
    const soonest = this.soonestIn(now);
    return this.#probes?.full ? this.#probes.deadline - now : soonest;
  }

  /** The same if all goes well: a probe that is out may end at any moment. */
  soonestIn(now: number): number {
    this.#expire(now);
    return this.state === "open" ? this.#openUntil - now : 0;
  }

  /** @param roundTripMs what a served attempt takes: a probe is given three of them, and never less than `maxOpenMs` */
  enter(now: number, roundTripMs = 0): Pass {
    this.#expire(now);
    if (this.#probes === undefined) return this.#pass;
    const deadline = now + Math.max(this.#options.maxOpenMs, 3 * roundTripMs);
    const pass = { generation: this.#pass.generation, probe: true, deadline };
    this.#probes.send(pass);
    return pass;
  }

  /** Whether a verdict on this pass still counts. */
  current(pass: Pass): boolean {
    return pass.generation === this.#pass.generation;
  }

  /** The service has begun to answer this attempt. A probe of an earlier half-open time is none of this one. */
  answered(pass: Pass, now: number): void {
    this.#probes?.answered(pass);
    if (this.#probes?.proven) this.#close("probes succeeded", now);
  }

  /** This attempt has ended. @returns whether it was a probe that has left its place to another */
  ended(pass: Pass, verdict: Lesson["breaker"], now: number, retryAfterMs = 0): boolean {
    if (verdict === "up") this.answered(pass, now);
    if (!this.#probes?.end(pass)) return false;
    if (verdict === "up" || verdict === "neutral") return true;
    this.trip("a probe failed", now, retryAfterMs);
    return false;
  }

  /** Opens, for longer with every trip that follows another without a recovery that lasted. */
  trip(reason: string, now: number, retryAfterMs = 0): void {
    this.#trips = this.#tripsBefore(now) + 1;
    this.#open(reason, now, openTime(this.#trips, this.#options, this.#random(), retryAfterMs), now);
  }

  forceOpen(now: number): void {
    if (!this.forced) this.#open("forced open", now, Number.POSITIVE_INFINITY, now);
  }

  /** Also forgets former trips. */
  forceClose(reason = "forced closed"): void {
    this.#trips = 0;
    if (this.state !== "closed") this.#close(reason, Number.NEGATIVE_INFINITY);
  }

  #tripsBefore(now: number): number {
    if (this.state !== "closed") return this.#trips;
    return tripsBefore(this.#trips, now - this.#closedAt, this.#options.maxOpenMs);
  }

  #open(reason: string, openedAt: number, openMs: number, now: number): void {
    const from = this.state;
    this.#openedAt = openedAt;
    this.#openUntil = now + openMs;
    this.#become("open").open();
    this.#onChange({ from, to: "open", reason, ...(Number.isFinite(openMs) && { openMs }) });
  }

  #close(reason: string, now: number): void {
    const from = this.state;
    this.#closedAt = now;
    this.#become("closed").close();
    this.#onChange({ from, to: "closed", reason });
  }

  #expire(now: number): void {
    if (this.#probes !== undefined) {
      if (now >= this.#probes.deadline) this.trip("a probe gave no answer", now);
    } else if (this.state === "open" && now >= this.#openUntil) {
      this.#become("halfOpen");
      this.#probes = new Probes(this.#options.probes);
      this.#onChange({ from: "open", to: "halfOpen", reason: "open time is over" });
    }
  }

  /** Every change begins a new generation with no probes out. */
  #become(state: BreakerState): CircuitBreaker {
    this.#pass = { ...this.#pass, generation: this.#pass.generation + 1 };
    this.#probes = undefined;
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
