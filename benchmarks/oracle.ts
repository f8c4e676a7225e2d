import type { ModelSettings, Slots, VirtualClock } from "spillway/simulator";
import { type Allowance, allowance } from "../src/simulator/quota.js";
import { slotsAt } from "../src/simulator/slots.js";
import type { Send, Stage, Wanted } from "./stage.js";

/** How long a request is on its way to the service: what counts is what is there when it arrives. */
const WAY_MS = 15;
/** Capacity may come by itself. */
const LOOK_AGAIN_MS = 50;

interface Waiter {
  readonly tokens: number;
  readonly go: () => void;
}

/** Knows what the service can take at each moment, and lets through exactly that, first come, first served. */
export class Oracle {
  readonly #clock: VirtualClock;
  readonly #line: Waiter[] = [];
  #slots: Slots;
  #requests: Allowance | undefined;
  #tokens: Allowance | undefined;
  #inFlight = 0;
  #looking = false;

  constructor({ scenario, clock }: Pick<Stage, "scenario" | "clock">) {
    this.#clock = clock;
    this.#slots = scenario.server.slots ?? Number.POSITIVE_INFINITY;
    this.#learn(scenario.server);
    for (const { atMs, server } of scenario.changes ?? []) {
      clock.setTimeout(() => this.#learn(server), atMs - WAY_MS);
    }
  }

  /** Sends in its turn, and again at once, at the head of the line, when it is rejected all the same. */
  async send(wanted: Wanted, send: Send): Promise<unknown> {
    for (let again = false; ; again = true) {
      await this.#turn(wanted.tokens ?? 0, again);
      try {
        return await send(wanted);
      } catch {
        // The next turn.
      } finally {
        this.#inFlight--;
        this.#pump();
      }
    }
  }

  #turn(tokens: number, first: boolean): Promise<void> {
    return new Promise((go) => {
      this.#line[first ? "unshift" : "push"]({ tokens, go });
      this.#pump();
    });
  }

  #pump(): void {
    const now = this.#clock.now() + WAY_MS;
    for (let head = this.#line[0]; head && this.#fits(head, now); head = this.#line[0]) {
      this.#line.shift();
      this.#requests?.take(1, now);
      this.#tokens?.take(head.tokens, now);
      this.#inFlight++;
      head.go();
    }
    if (this.#line.length === 0 || this.#looking) return;
    this.#looking = true;
    this.#clock.setTimeout(() => {
      this.#looking = false;
      this.#pump();
    }, LOOK_AGAIN_MS);
  }

  #fits({ tokens }: Waiter, now: number): boolean {
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
