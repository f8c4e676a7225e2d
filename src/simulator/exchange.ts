import type { Clock, TimerHandle } from "../clock.js";
import { type Head, type Scene, scenes } from "./answer.js";
import type { Facts } from "./facts.js";
import { readRequest, type WireRequest } from "./incoming.js";
import type { Model } from "./model.js";
import type { Served, Ticket, Verdict } from "./verdict.js";

/** Where an answer goes. */
export interface Sink {
  head(head: Head): void;
  chunk(bytes: Uint8Array): void;
  end(): void;
  /** The connection breaks. */
  cut(): void;
}

/** The model in time. */
export interface World {
  readonly model: Model;
  readonly clock: Clock;
  /** Ms since the simulator began. */
  now(): number;
}

/**
 * One request and its answer: on its way, at the service, coming back, over.
 *
 * Both faces of the simulator are sinks of this. {@link Exchange.cancel} may come at any moment: the client is gone,
 * and the slot is free.
 */
export class Exchange {
  readonly #world: World;
  readonly #region: string;
  readonly #sink: Sink;
  readonly #timers = new Set<TimerHandle>();
  #ticket: Ticket | undefined;
  #outcome = "served";
  #over = false;

  constructor(world: World, region: string, request: WireRequest, sink: Sink) {
    this.#world = world;
    this.#region = region;
    this.#sink = sink;
    const facts = readRequest(request);
    if (typeof facts === "string") {
      const stray = { ...NOBODY, operation: "Converse" as const };
      this.#play(scenes(region, stray, world.model.stray(region, facts)), world.now(), 0);
      return;
    }
    const lane = world.model.lane(region, facts.model);
    this.#after(lane.wayMs(), () => this.#arrive(facts, lane.wayMs()));
  }

  /** The client has gone. Harmless when it is over. */
  cancel(): void {
    if (this.#over) return;
    this.#stop();
    this.#finish("aborted");
  }

  #arrive(facts: Facts, wayBackMs: number): void {
    const { model } = this.#world;
    const now = this.#world.now();
    const verdict: Verdict = model.arrive(this.#region, facts, now);
    if (verdict.kind === "served") this.#hold(verdict);
    this.#play(scenes(this.#region, facts, verdict), now, wayBackMs);
  }

  /** Keeps the slot until the service is done, which is before the client has heard the end. */
  #hold({ ticket, endMs, breaks }: Served): void {
    this.#ticket = ticket;
    if (breaks)
      this.#outcome = breaks.where === "cut" || breaks.where === "eof" ? breaks.where : breaks.wording;
    this.#after(endMs, () => this.#finish(this.#outcome));
  }

  #finish(outcome: string): void {
    const ticket = this.#ticket;
    this.#ticket = undefined;
    if (ticket) this.#world.model.finish(ticket, outcome, this.#world.now());
  }

  /** Plays the scenes one after the other; only the next one has a timer. */
  #play(rest: readonly Scene[], arrivedAt: number, wayBackMs: number, index = 0): void {
    const scene = rest[index];
    if (!scene) return;
    this.#after(arrivedAt + scene.atMs + wayBackMs - this.#world.now(), () => {
      this.#show(scene);
      if (!this.#over) this.#play(rest, arrivedAt, wayBackMs, index + 1);
    });
  }

  #show({ head, chunks = [], over }: Scene): void {
    if (over) {
      this.#stop();
      // Real timers of one moment may fire in either order: the slot is free before the client hears the end.
      this.#finish(this.#outcome);
    }
    // A sink may close at any of these, which is why what follows is still said: it is harmless there.
    if (head) this.#sink.head(head);
    for (const chunk of chunks) this.#sink.chunk(chunk);
    if (over === "end") this.#sink.end();
    if (over === "cut") this.#sink.cut();
  }

  #stop(): void {
    this.#over = true;
    for (const timer of this.#timers) this.#world.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  #after(ms: number, fn: () => void): void {
    const { clock } = this.#world;
    const timer = clock.setTimeout(
      () => {
        this.#timers.delete(timer);
        fn();
      },
      Math.max(0, ms),
    );
    this.#timers.add(timer);
  }
}

/** Stands in for the facts of a request that could not be read. */
const NOBODY: Omit<Facts, "operation"> = {
  model: "",
  inputTokens: 0,
  maxTokens: undefined,
  anthropic: false,
  scopeRegion: undefined,
  host: undefined,
  attempt: undefined,
  invocationId: undefined,
  clientToken: undefined,
};
