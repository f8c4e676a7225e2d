import type { WindowSettings } from "../../src/flow/law.js";
import { openWindow, type Window } from "../../src/flow/laws.js";
import { Heap } from "../../src/simulator/heap.js";
import { logNormal, seeded } from "../../src/simulator/seeded.js";

/** A service of so many slots that refuses one more, and callers that always want something. */
export interface Scenario {
  /** Slots at a moment, in ms from the beginning. */
  readonly slots: (at: number) => number;
  /** Callers who want something at a moment; each calls again as soon as it is answered. */
  readonly callers: (at: number) => number;
  readonly forMs: number;
  /** How long the service takes to refuse; one of them by chance. */
  readonly refusalMs?: readonly number[];
}

export interface Result {
  readonly served: number;
  readonly refused: number;
  /** The window after each attempt. */
  readonly windows: readonly { readonly at: number; readonly window: number }[];
}

export type Policy = "oracle" | WindowSettings;

const SERVICE_MS = 1500;
const SIGMA = 0.4;
const NETWORK_MS = 15;
const REFUSAL_MS = [20];
const LOOK_AGAIN_MS = 100;

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time, without promises: hundreds of thousands of events a second. */
class Events {
  now = 0;
  #order = 0;
  readonly #heap = new Heap<Event>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));

  after(ms: number, run: () => void): void {
    this.#heap.push({ at: this.now + ms, order: this.#order++, run });
  }

  runUntil(end: number): void {
    for (let next = this.#heap.pop(); next !== undefined && next.at <= end; next = this.#heap.pop()) {
      this.now = next.at;
      next.run();
    }
  }
}

/** Knows the slots and keeps to them. */
function oracle(slots: (at: number) => number): Window {
  const view = { window: 0, roundTripMs: undefined };
  return {
    view,
    due: (inFlight, now) => (inFlight < slots(now) ? 0 : LOOK_AGAIN_MS),
    sent: () => {},
    learn: () => ({ view, change: 0, reason: "" }),
  };
}

interface Waiter {
  readonly ticket: number;
  readonly go: () => void;
}

/** The least that a limiter is: a window and a line in the order of tickets. */
class Line {
  readonly events: Events;
  readonly window: Window;
  #inFlight = 0;
  #denied = false;
  #wakes = 0;
  readonly #waiters: Waiter[] = [];

  constructor(events: Events, window: Window) {
    this.events = events;
    this.window = window;
  }

  /** `send` gets what is to be called when the attempt has ended. */
  ask(ticket: number, send: (end: (served: boolean) => void) => void): void {
    const behind = this.#waiters.findLastIndex((other) => other.ticket < ticket);
    this.#waiters.splice(behind + 1, 0, { ticket, go: () => this.#go(send) });
    this.#pump();
  }

  #pump(): void {
    const wake = ++this.#wakes;
    while (this.#waiters.length > 0) {
      const due = this.window.due(this.#inFlight, this.events.now);
      if (due === 0) {
        this.#waiters.shift()?.go();
        continue;
      }
      this.#denied = true;
      if (due !== undefined) this.events.after(due, () => wake === this.#wakes && this.#pump());
      return;
    }
  }

  #go(send: (end: (served: boolean) => void) => void): void {
    const sentAt = this.events.now;
    const level = ++this.#inFlight;
    this.window.sent(sentAt);
    send((served) => {
      const { now } = this.events;
      const times = { sentAt, level, now, inFlight: --this.#inFlight };
      this.window.learn({ kind: served ? "served" : "throttled", ...times, denied: this.#denied });
      this.#denied = false;
      this.#pump();
    });
  }
}

/** Plays a scenario in virtual time; the same seed gives the same. */
export function simulate(scenario: Scenario, policy: Policy, seed: number): Result {
  const { slots, callers, forMs, refusalMs = REFUSAL_MS } = scenario;
  const events = new Events();
  const [chance, ours] = [seeded(seed), seeded(seed + 1000)];
  const line = new Line(events, policy === "oracle" ? oracle(slots) : openWindow(policy, ours));
  const windows: { at: number; window: number }[] = [];
  const told = { served: 0, refused: 0, windows };
  let busy = 0;
  let tickets = 0;

  const serve = (done: (served: boolean) => void): void =>
    events.after(NETWORK_MS, () => {
      if (busy >= slots(events.now)) {
        told.refused++;
        const ms = refusalMs[Math.floor(chance() * refusalMs.length)] ?? 0;
        return events.after(ms + NETWORK_MS, () => done(false));
      }
      busy++;
      events.after(logNormal(chance, SERVICE_MS, SIGMA), () => {
        busy--;
        told.served++;
        events.after(NETWORK_MS, () => done(true));
      });
    });
  const attempt = (caller: number, ticket: number, number: number): void =>
    line.ask(ticket, (end) =>
      serve((served) => {
        end(served);
        windows.push({ at: events.now, window: line.window.view.window });
        if (served) return call(caller);
        const backoff = policy === "oracle" ? 0 : ours() * Math.min(30_000, 1000 * 2 ** (number - 1));
        events.after(backoff, () => attempt(caller, ticket, number + 1));
      }),
    );
  const call = (caller: number): void => {
    if (caller < callers(events.now)) attempt(caller, ++tickets, 1);
    else events.after(LOOK_AGAIN_MS, () => call(caller));
  };
  const most = Math.max(...Array.from({ length: 1000 }, (_, i) => callers((i * forMs) / 1000)));
  for (let caller = 0; caller < most; caller++) call(caller);
  events.runUntil(forMs);
  return told;
}
