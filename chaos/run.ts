import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { createSimulator, type Listening, type Simulator, seeded } from "spillway/simulator";
import { act, type Stage } from "./actor.js";
import { watchProcess } from "./complaints.js";
import { oneOf } from "./draw.js";
import { collect, type HeapSample, settledHeap } from "./heap.js";
import { JumpyClock } from "./jumpy-clock.js";
import { Ledger } from "./ledger.js";
import { IDLE_MS, SERVICE, SESSION_MS } from "./mixture.js";
import { pause } from "./pause.js";
import { type Plan, planOf } from "./plan.js";
import { type OpenOf, type Stillness, settle } from "./quiet.js";
import { countedOf, retire } from "./retire.js";
import { briefSeat, type Ground, lastingSeats, type Seat } from "./seats.js";
import { registerHostileTracer } from "./tracer.js";
import { Turmoil } from "./turmoil.js";
import { Wire } from "./wire.js";

/** What to run. */
export interface RunOptions {
  readonly calls: number;
  readonly seed: number;
  /** Callers at once. */
  readonly callers: number;
  /** The heap is looked at after so many calls, and after as many again. */
  readonly legCalls: number;
  /** Told now and then. */
  readonly onProgress?: (ledger: Ledger) => void;
}

/** All that a verdict needs. */
export interface Evidence {
  readonly ledger: Ledger;
  readonly heap: readonly HeapSample[];
  /** How still it was when the callers of a leg had done. */
  readonly stillness: readonly Stillness[];
  readonly ms: number;
}

/** So many streams that nobody reads are held on to. */
const KEPT = 200;
const PROGRESS_MS = 500;
const ARRIVE_EVERY_MS = 10;
const COLLECT_EVERY_MS = 1000;

/** Plays all calls, over real sockets on this machine. */
export async function run(options: RunOptions): Promise<Evidence> {
  const begun = performance.now();
  const ledger = new Ledger();
  const unwatch = watchProcess(ledger);
  const simulator = createSimulator({ ...SERVICE, seed: options.seed });
  const listening = await simulator.listen();
  const theatre = new Theatre(options, ledger, simulator, listening);
  const untrace = registerHostileTracer(ledger, seeded(`${options.seed}/tracer`));
  const { onProgress } = options;
  const progress = onProgress && setInterval(() => onProgress(ledger), PROGRESS_MS);
  try {
    const { heap, stillness } = await theatre.play();
    return { ledger, heap, stillness, ms: performance.now() - begun };
  } finally {
    clearInterval(progress);
    untrace();
    await listening.close();
    unwatch();
  }
}

class Theatre {
  readonly #options: RunOptions;
  readonly #ledger: Ledger;
  readonly #simulator: Simulator;
  readonly #wire: Wire;
  readonly #ground: Ground;
  readonly #turmoil: Turmoil;
  readonly #seats: readonly Seat[];
  readonly #stage: Stage;
  readonly #retiring = new Set<Promise<void>>();
  #brief: Seat;
  #kept: AsyncIterable<unknown>[] = [];
  #next = 0;

  constructor(options: RunOptions, ledger: Ledger, simulator: Simulator, { urls }: Listening) {
    this.#options = options;
    this.#ledger = ledger;
    this.#simulator = simulator;
    const random = seeded(`${options.seed}/turmoil`);
    const clock = new JumpyClock();
    this.#wire = new Wire(ledger, () => simulator.report(), SERVICE.keep ?? 0);
    this.#ground = { ledger, wire: this.#wire, clock, random, urls };
    this.#seats = lastingSeats(this.#ground);
    this.#brief = briefSeat(this.#ground);
    const seats = (): readonly Seat[] => this.#all;
    this.#turmoil = new Turmoil({ simulator, clock, random, ledger, seats, renew: () => this.#renew() });
    this.#stage = {
      ledger,
      wire: this.#wire,
      client: (plan) => this.#client(plan),
      about: (plan) => this.#about(plan),
      keep: (stream) => this.#keep(stream),
      watchesOnly: (plan) => this.#seat(plan).watchesOnly,
    };
  }

  get #all(): readonly Seat[] {
    return [...this.#seats, this.#brief];
  }

  async play(): Promise<Pick<Evidence, "heap" | "stillness">> {
    const heap: HeapSample[] = [];
    const stillness: Stillness[] = [];
    const { calls, legCalls } = this.#options;
    for (let done = 0; done < calls; done = this.#next) {
      await this.#leg(Math.min(calls, done + legCalls));
      stillness.push(await settle(this.#open, this.#ledger, IDLE_MS));
      this.#wire.still();
      this.#kept = [];
      // A single level is compared with nothing.
      if (calls > legCalls) await pause(SESSION_MS);
      heap.push({ calls: this.#next, bytes: await settledHeap() });
    }
    for (const seat of this.#all) await retire(seat, this.#ledger, "drain");
    this.#wire.close();
    return { heap, stillness };
  }

  /** All calls up to a number. */
  async #leg(until: number): Promise<void> {
    const { seed, callers } = this.#options;
    this.#turmoil.start();
    // Streams that were dropped end when they are collected, which Node does when it likes.
    const collecting = setInterval(collect, COLLECT_EVERY_MS);
    const caller = async (_: unknown, number: number): Promise<void> => {
      // One after the other: what is cold is slow, and a crowd before it would only time out.
      await pause(number * ARRIVE_EVERY_MS);
      while (this.#next < until) await act(planOf(seed, this.#next++), this.#stage);
    };
    await Promise.all(Array.from({ length: callers }, caller));
    this.#turmoil.stop();
    await Promise.all(this.#retiring);
    clearInterval(collecting);
  }

  readonly #open: OpenOf = () => {
    const { open } = this.#simulator.report().totals;
    const all = this.#all.map(countedOf);
    return {
      server: open,
      inFlight: all.reduce((sum, counted) => sum + counted.inFlight, 0),
      queued: all.reduce((sum, counted) => sum + counted.queued, 0),
    };
  };

  #client({ client }: Plan): BedrockRuntimeClient {
    return oneOf(
      () => client,
      this.#all.flatMap(({ clients }) => clients),
    );
  }

  #seat({ client }: Plan): Seat {
    return oneOf(
      () => client,
      this.#all.flatMap((seat) => seat.clients.map(() => seat)),
    );
  }

  #about(plan: Plan): string {
    const seat = this.#seat(plan);
    const lanes = seat.plugin.snapshot().lanes.filter((lane) => lane.model === plan.model);
    const lines = lanes.map((lane) => `${lane.region}: ${lane.inFlight} in flight, ${lane.queued} in line`);
    return `seat ${this.#all.indexOf(seat)}, ${lines.join("; ")}`;
  }

  #keep(stream: AsyncIterable<unknown>): void {
    if (this.#kept.push(stream) > KEPT) this.#kept.shift();
  }

  #renew(): void {
    const former = this.#brief;
    this.#brief = briefSeat(this.#ground);
    const way = this.#ground.random() < 0.5 ? "drain" : "close";
    const retiring = retire(former, this.#ledger, way).finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }
}
