import type { Clock, TimerHandle } from "../clock.js";
import { scenes } from "./answer.js";
import { type Facts, NOBODY } from "./facts.js";
import { readRequest, type WireRequest } from "./incoming.js";
import type { Model } from "./model.js";
import type { Breakage, Head, Scene } from "./scene.js";
import { outcomeOf, stalls } from "./stroke.js";
import type { Served, Ticket, Verdict } from "./verdict.js";

/** Where an answer goes. */
export interface Sink {
  /**
   * Whether its owner calls {@link Exchange.cancel} once the client has everything. Otherwise the answer is over with
   * its last byte.
   */
  readonly tellsClose: boolean;
  head(head: Head): void;
  chunk(bytes: Uint8Array): void;
  end(): void;
  /** It ends without its end. */
  break(how: Breakage): void;
  /** The connection takes nothing new, but what is under way on it goes on. */
  lastOnConnection(): void;
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
  readonly #close: () => void;
  readonly #timers = new Set<TimerHandle>();
  /** Set while it is on its way to the service. */
  #coming: Facts | undefined;
  #ticket: Ticket | undefined;
  #outcome = "served";
  #outcomeIfLeft = "aborted";
  #over = false;

  /** @param request read in full: from now on it counts */
  constructor(world: World, region: string, request: WireRequest, sink: Sink) {
    this.#world = world;
    this.#region = region;
    this.#sink = sink;
    const { model } = world;
    const facts = readRequest(request);
    if (typeof facts === "string") {
      this.#close = model.opened(region, undefined);
      const stray = { ...NOBODY, operation: "Converse" as const };
      this.#play(scenes(region, stray, model.stray(region, facts)), world.now(), 0);
      return;
    }
    const lane = model.lane(region, facts.model);
    this.#close = model.opened(region, lane);
    this.#coming = facts;
    this.#after(lane.wayMs(), () => this.#arrive(facts, lane.wayMs()));
  }

  /** The client has gone, or has everything. Harmless when it is over. */
  cancel(): void {
    this.#close();
    if (this.#over) return;
    this.#stop();
    const { model, now } = this.#world;
    if (this.#coming) model.lost(this.#region, this.#coming, now());
    this.#finish(this.#outcomeIfLeft);
  }

  #arrive(facts: Facts, wayBackMs: number): void {
    this.#coming = undefined;
    const { model } = this.#world;
    const now = this.#world.now();
    const verdict: Verdict = model.arrive(this.#region, facts, now);
    if (verdict.kind === "served") this.#hold(verdict);
    this.#play(scenes(this.#region, facts, verdict), now, wayBackMs);
  }

  /** Keeps the slot until the service is done, which is before the client has heard the end. */
  #hold({ ticket, endMs, breaks }: Served): void {
    this.#ticket = ticket;
    this.#outcome = outcomeOf(breaks);
    if (!stalls(breaks)) this.#after(endMs, () => this.#finish(this.#outcome));
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

  #show({ lastOnConnection, head, chunks = [], over }: Scene): void {
    if (over === "stall") this.#outcomeIfLeft = this.#outcome;
    else if (over) {
      this.#stop();
      // Real timers of one moment may fire in either order: the slot is free before the client hears the end.
      this.#finish(this.#outcome);
      if (!this.#sink.tellsClose) this.#close();
    }
    // A sink may close at any of these, which is why what follows is still said: it is harmless there.
    if (lastOnConnection) this.#sink.lastOnConnection();
    if (head) this.#sink.head(head);
    for (const chunk of chunks) this.#sink.chunk(chunk);
    if (over === "end") this.#sink.end();
    else if (over && over !== "stall") this.#sink.break(over);
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
