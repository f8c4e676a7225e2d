import type { ModelSettings, Slots, VirtualClock } from "spillway/simulator";
import { type Allowance, allowance } from "../src/simulator/quota.js";
import { slotsAt } from "../src/simulator/slots.js";
import type { Send, Stage, Wanted } from "./stage.js";
import { Turns, WAY_MS } from "./turns.js";

/** Knows what the service can take at each moment, and lets through exactly that, first come, first served. */
export class Oracle {
  readonly #clock: VirtualClock;
  readonly #turns: Turns<number>;
  #slots: Slots;
  #requests: Allowance | undefined;
  #tokens: Allowance | undefined;
  #inFlight = 0;

  constructor({ scenario, clock }: Pick<Stage, "scenario" | "clock">) {
    this.#clock = clock;
    this.#turns = new Turns(clock, (tokens, now) => this.#admits(tokens, now));
    this.#slots = scenario.server.slots ?? Number.POSITIVE_INFINITY;
    this.#learn(scenario.server);
    for (const { atMs, server } of scenario.changes ?? []) {
      clock.setTimeout(() => this.#learn(server), atMs - WAY_MS);
    }
  }

  /** Sends in its turn, and again at once, at the head of the line, when it is rejected all the same. */
  async send(wanted: Wanted, send: Send): Promise<unknown> {
    for (let again = false; ; again = true) {
      await this.#turns.wait(wanted.tokens ?? 0, again);
      try {
        return await send(wanted);
      } catch {
        // The next turn.
      } finally {
        this.#inFlight--;
        this.#turns.look();
      }
    }
  }

  #admits(tokens: number, now: number): boolean {
    if (!this.#fits(tokens, now)) return false;
    this.#requests?.take(1, now);
    this.#tokens?.take(tokens, now);
    this.#inFlight++;
    return true;
  }

  #fits(tokens: number, now: number): boolean {
    const free = this.#inFlight < slotsAt(this.#slots, now);
    return free && this.#requests?.fits(1, now) !== false && this.#tokens?.fits(tokens, now) !== false;
  }

  #learn({ slots, requests, tokens }: ModelSettings): void {
    const wall = this.#clock.wallNow();
    if (slots !== undefined) this.#slots = slots;
    if (requests) this.#requests = allowance(requests, wall);
    if (tokens) this.#tokens = allowance(tokens, wall);
  }
}
