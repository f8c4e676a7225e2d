import { Admissions, type Ended } from "../../src/flow/admissions.js";
import type { WindowSettings } from "../../src/flow/law.js";
import { LaneQuotas, type Tokens } from "../../src/flow/quotas.js";
import { Heap } from "../../src/heap.js";
import type { QuotaSettings } from "../../src/settings/settings.js";
import { Quotas } from "../../src/simulator/quotas.js";
import { logNormal, seeded } from "../../src/simulator/seeded.js";
import type { Quota } from "../../src/simulator/types.js";

/** A service of so many slots and such quotas that refuses one more, and callers that always want something. */
export interface Scenario {
  /** Slots at a moment, in ms from the beginning. */
  readonly slots: (at: number) => number;
  /** Callers of each client who want something at a moment; each calls again as soon as it is answered. */
  readonly callers: (at: number) => number;
  readonly forMs: number;
  /** How long the service takes to refuse; one of them by chance. */
  readonly refusalMs?: readonly number[];
  readonly serviceMs?: number;
  /** Clients that know nothing of each other, and when each of them begins. */
  readonly clients?: number;
  readonly joinMs?: (client: number) => number;
  /** Requests a minute: from a moment on. */
  readonly requests?: readonly (readonly [from: number, quota: Quota])[];
  readonly tokens?: Quota;
  /** Tokens of a call, between these. */
  readonly sizes?: readonly [number, number];
  /** What a refusal for want of slots sounds like, and what one of the quota of requests does. */
  readonly words?: { readonly slots?: Refusal; readonly requests?: Refusal };
  readonly known?: Partial<QuotaSettings>;
}

type Refusal = "requests" | "tokens" | "capacity" | "unsaid";

export interface Result {
  readonly served: number;
  readonly refused: number;
  /** Tokens of the served, and calls and tokens served that are larger than the middle size. */
  readonly tokens: number;
  readonly large: number;
  /** Served by each client: in all, and in the last three minutes. */
  readonly shares: readonly number[];
  readonly lately: readonly number[];
  /** Failed for good: five refusals. */
  readonly failed: number;
  /** The first client's window after each of its attempts, and when it was refused. */
  readonly windows: readonly { readonly at: number; readonly window: number }[];
  readonly refusals: readonly number[];
}

export type Policy = "oracle" | WindowSettings;

const SERVICE_MS = 1500;
const SIGMA = 0.4;
const NETWORK_MS = 15;
const REFUSAL_MS = [20];
const LOOK_AGAIN_MS = 100;
const LATELY_MS = 180_000;
const ATTEMPTS = 5;
const COMES_BACK_MS = 2000;

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

interface Admitting {
  due(tokens: Tokens, now: number): number | undefined;
  wanted(now: number): void;
  take(tokens: Tokens, now: number): { end(ended: Ended, now: number): unknown };
  readonly window: { readonly window: number };
}

/** Knows the slots and keeps to them. */
function oracle(slots: (at: number) => number): Admitting {
  let inFlight = 0;
  return {
    window: { window: 0 },
    due: (_, now) => (inFlight < slots(now) ? 0 : LOOK_AGAIN_MS),
    wanted: () => {},
    take: () => {
      inFlight++;
      return { end: () => inFlight-- };
    },
  };
}

interface Waiter {
  readonly ticket: number;
  readonly tokens: number;
  readonly go: () => void;
}

/** The least that a limiter is: admissions and a line in the order of tickets. */
class Line {
  readonly events: Events;
  readonly admissions: Admitting;
  #wakes = 0;
  readonly #waiters: Waiter[] = [];

  constructor(events: Events, admissions: Admitting) {
    this.events = events;
    this.admissions = admissions;
  }

  /** `send` gets what is to be called when the attempt has ended. */
  ask(ticket: number, tokens: number, send: (end: (refusal: Refusal | undefined) => void) => void): void {
    const behind = this.#waiters.findLastIndex((other) => other.ticket < ticket);
    this.#waiters.splice(behind + 1, 0, { ticket, tokens, go: () => this.#go(tokens, send) });
    this.#pump();
  }

  #pump(): void {
    const wake = ++this.#wakes;
    for (let first = this.#waiters[0]; first !== undefined; first = this.#waiters[0]) {
      const due = this.admissions.due(() => first.tokens, this.events.now);
      if (due === 0) {
        this.#waiters.shift();
        first.go();
        continue;
      }
      this.admissions.wanted(this.events.now);
      if (due !== undefined) this.events.after(Math.ceil(due), () => wake === this.#wakes && this.#pump());
      return;
    }
  }

  #go(tokens: number, send: (end: (refusal: Refusal | undefined) => void) => void): void {
    const admission = this.admissions.take(() => tokens, this.events.now);
    send((refusal) => {
      if (this.#waiters.length > 0) this.admissions.wanted(this.events.now);
      admission.end(endedBy(refusal, tokens), this.events.now);
      this.#pump();
    });
  }
}

const UNKNOWN: QuotaSettings = {
  requestsPerMinute: undefined,
  tokensPerMinute: undefined,
  tokensPerDay: undefined,
};

/** Plays a scenario in virtual time; the same seed gives the same. */
export function simulate(scenario: Scenario, policy: Policy, seed: number): Result {
  const { slots, callers, forMs, refusalMs = REFUSAL_MS, serviceMs = SERVICE_MS } = scenario;
  const { clients = 1, joinMs = () => 0, sizes, words = {}, requests = [], tokens } = scenario;
  const events = new Events();
  const [chance, ours] = [seeded(seed), seeded(seed + 1000)];
  const quotas = new Quotas({ requests: requests[0]?.[1], tokens }, 0);
  for (const [from, quota] of requests.slice(1)) {
    events.after(from, () => quotas.change({ requests: quota, tokens }));
  }
  const windows: { at: number; window: number }[] = [];
  const told = { served: 0, refused: 0, tokens: 0, large: 0, failed: 0, windows, refusals: [] as number[] };
  const shares = Array.from({ length: clients }, () => 0);
  const lately = Array.from({ length: clients }, () => 0);
  let busy = 0;
  let tickets = 0;

  const refusalOf = (cost: number): Refusal | undefined => {
    const short = quotas.refusal(cost, events.now);
    if (short === "tooManyRequests") return words.requests ?? "requests";
    if (short !== undefined) return "tokens";
    return busy >= slots(events.now) ? (words.slots ?? "requests") : undefined;
  };
  const serve = (cost: number, done: (refusal: Refusal | undefined) => void): void =>
    events.after(NETWORK_MS, () => {
      const refusal = refusalOf(cost);
      if (refusal !== undefined) {
        const ms = refusalMs[Math.floor(chance() * refusalMs.length)] ?? 0;
        return events.after(ms + NETWORK_MS, () => done(refusal));
      }
      busy++;
      const reservation = quotas.reserve(cost, events.now);
      events.after(logNormal(chance, serviceMs, SIGMA), () => {
        busy--;
        quotas.settle(reservation, cost, events.now);
        events.after(NETWORK_MS, () => done(undefined));
      });
    });
  const join = (client: number): void => {
    const line = new Line(events, admitting());
    const most = Math.max(...Array.from({ length: 1000 }, (_, i) => callers((i * forMs) / 1000)));
    for (let caller = 0; caller < most; caller++) call(client, line, caller);
  };
  const admitting = (): Admitting => {
    if (policy === "oracle") return oracle(slots);
    return new Admissions(policy, new LaneQuotas({ ...UNKNOWN, ...scenario.known }, ours), ours);
  };
  const count = (client: number, cost: number): void => {
    told.served++;
    told.tokens += cost;
    if (sizes !== undefined && cost > (sizes[0] + sizes[1]) / 2) told.large += cost;
    shares[client] = (shares[client] ?? 0) + 1;
    if (events.now > forMs - LATELY_MS) lately[client] = (lately[client] ?? 0) + 1;
  };
  const attempt = (
    client: number,
    line: Line,
    caller: number,
    ticket: number,
    number: number,
    cost: number,
  ): void =>
    line.ask(ticket, cost, (end) =>
      serve(cost, (refusal) => {
        end(refusal);
        if (client === 0) windows.push({ at: events.now, window: line.admissions.window.window });
        if (refusal === undefined) {
          count(client, cost);
          return call(client, line, caller);
        }
        told.refused++;
        if (client === 0) told.refusals.push(events.now);
        if (policy === "oracle") return attempt(client, line, caller, ticket, 1, cost);
        if (number === ATTEMPTS) {
          told.failed++;
          return events.after(COMES_BACK_MS, () => attempt(client, line, caller, ++tickets, 1, cost));
        }
        const backoff = ours() * Math.min(30_000, 1000 * 2 ** (number - 1));
        events.after(backoff, () => attempt(client, line, caller, ticket, number + 1, cost));
      }),
    );
  const call = (client: number, line: Line, caller: number): void => {
    const cost = sizes === undefined ? 1 : Math.round(sizes[0] + chance() * (sizes[1] - sizes[0]));
    if (caller < callers(events.now)) attempt(client, line, caller, ++tickets, 1, cost);
    else events.after(LOOK_AGAIN_MS, () => call(client, line, caller));
  };
  for (let client = 0; client < clients; client++) events.after(joinMs(client), () => join(client));
  events.runUntil(forMs);
  return { ...told, shares, lately };
}

function endedBy(refusal: Refusal | undefined, tokens: number): Ended {
  if (refusal === undefined) return { ending: "succeeded", tokens };
  if (refusal === "capacity") return { ending: "unavailable" };
  return { ending: "throttled", short: refusal === "tokens" ? "tokens" : "unsaid" };
}
