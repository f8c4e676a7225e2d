import fc from "fast-check";
import { expect } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import type { Permit } from "../../src/flow/permit.js";
import type { PermitEnding } from "../../src/outcome/outcome.js";
import type { Bench } from "../flow/help.js";

interface Ask {
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly tokens: number;
  /** A call that comes back has an older ticket. */
  readonly back: number;
  readonly tenant: string;
  readonly batch: boolean;
}

export type Action =
  | { readonly ask: Ask }
  | { readonly end: { readonly index: number; readonly ending: PermitEnding; readonly twice: boolean } }
  | { readonly abort: number }
  | { readonly advance: number }
  | { readonly shut: { readonly ms: number; readonly whileAsked: boolean } }
  | { readonly open: true };

const ms = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 50 }),
  fc.nat(10_000),
  fc.double({ min: 0, max: 2000, noNaN: true }),
);
const endings = fc.constantFrom<PermitEnding>(
  "succeeded",
  "succeeded",
  "throttled",
  "unavailable",
  "ignored",
);

const timeout = fc.oneof(ms, fc.constant(Number.POSITIVE_INFINITY));

const ask = fc.record({
  timeoutMs: timeout,
  deadlineMs: fc.oneof(
    { weight: 3, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    { weight: 1, arbitrary: ms },
  ),
  tokens: fc.nat(100),
  back: fc.oneof(fc.constant(0), fc.nat(10)),
  tenant: fc.constantFrom("", "", "acme", "other"),
  batch: fc.boolean(),
});
export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ ask }) },
    {
      weight: 4,
      arbitrary: fc.record({ end: fc.record({ index: fc.nat(20), ending: endings, twice: fc.boolean() }) }),
    },
    { weight: 1, arbitrary: fc.record({ abort: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ advance: ms }) },
    { weight: 1, arbitrary: fc.record({ shut: fc.record({ ms, whileAsked: fc.boolean() }) }) },
    { weight: 1, arbitrary: fc.constant({ open: true } as const) },
  ),
  { maxLength: 60 },
);

interface Call {
  readonly ticket: number;
  /** Tenant and priority: those who go by their tickets among themselves. */
  readonly kind: string;
  readonly controller: AbortController;
  settled: number;
  permit?: Permit<number>;
}

/** Plays actions against one limiter and checks after each what must always hold. */
export class Play {
  readonly calls: Call[] = [];
  readonly held: Permit<number>[] = [];
  readonly #bench: Bench;
  /** What went wrong inside callbacks, where a failed expectation would be taken for something else. */
  readonly #faults: string[] = [];
  /** Granted since the last check. The gate counts; callbacks may run in another order. */
  readonly #granted: { readonly ticket: number; readonly kind: string; readonly turn: number }[] = [];
  #tickets = 100;

  constructor(made: Bench) {
    this.#bench = made;
    const { door, limiter } = made;
    const enter = door.enter.bind(door);
    door.enter = () => {
      if (limiter.inFlight >= Math.max(1, Math.floor(limiter.window.window)))
        this.#faults.push("over the window");
      return enter();
    };
  }

  async act(action: Action): Promise<void> {
    const { clock } = this.#bench;
    if ("ask" in action) this.#ask(action.ask);
    else if ("end" in action) this.#end(action.end);
    else if ("abort" in action) this.calls[action.abort % Math.max(1, this.calls.length)]?.controller.abort();
    else if ("shut" in action) this.#shut(action.shut);
    else if ("open" in action) this.#open();
    await clock.advance("advance" in action ? action.advance : 0);
    this.#check();
  }

  /** Ends everything until nobody waits. */
  async finish(): Promise<void> {
    this.#open();
    for (let i = 0; i < 1000 && (this.#bench.limiter.queued > 0 || this.held.length > 0); i++) {
      for (const permit of this.held.splice(0)) permit.end("succeeded");
      await this.#bench.clock.advance(10_000);
      this.#check();
    }
  }

  #ask({ timeoutMs, deadlineMs, tokens, back, tenant, batch }: Ask): void {
    const { limiter, clock } = this.#bench;
    // Tickets are never used twice.
    const ticket = ++this.#tickets - back + back / 100 + this.#tickets / 1e6;
    const call: Call = { ticket, kind: `${tenant} ${batch}`, controller: new AbortController(), settled: 0 };
    this.calls.push(call);
    const caller = { tenant, batch, deadlineAt: clock.now() + deadlineMs };
    const { signal } = call.controller;
    limiter.acquire({ ticket, tokens: () => tokens, timeoutMs, signal, caller }).then(
      (permit) => {
        call.settled++;
        call.permit = permit;
        // One that stays silent for long gives its slot away; here every attempt gives a sign.
        permit.answered();
        this.held.push(permit);
        this.#granted.push({ ticket: call.ticket, kind: call.kind, turn: permit.entry });
      },
      (error: unknown) => {
        call.settled++;
        const known =
          error instanceof SpillwayError || (error instanceof Error && error.name === "AbortError");
        if (!known || call.permit !== undefined) this.#faults.push(`refused with ${String(error)}`);
      },
    );
  }

  #end({ index, ending, twice }: { index: number; ending: PermitEnding; twice: boolean }): void {
    const [permit] = this.held.splice(index % Math.max(1, this.held.length), 1);
    const before = this.#bench.limiter.inFlight;
    permit?.end(ending, index);
    const after = this.#bench.limiter.inFlight;
    if (twice) permit?.end("succeeded");
    expect(this.#bench.limiter.inFlight).toBe(after);
    if (permit !== undefined) expect(after).toBeGreaterThanOrEqual(before - 1);
  }

  /** As a breaker does it: the change is told, perhaps while the limiter is asking. */
  #shut({ ms: length, whileAsked }: { ms: number; whileAsked: boolean }): void {
    const { clock, door, limiter } = this.#bench;
    const shut = (): void => {
      door.onAsk = () => {};
      door.shutUntil = clock.now() + length;
      limiter.gateChanged();
      limiter.pump();
    };
    if (whileAsked) door.onAsk = shut;
    else shut();
  }

  #open(): void {
    this.#bench.door.onAsk = () => {};
    this.#bench.door.shutUntil = 0;
    this.#bench.limiter.pump();
  }

  #check(): void {
    const { limiter, clock } = this.#bench;
    expect(this.#faults).toEqual([]);
    this.#checkOrder();
    expect(limiter.inFlight).toBe(this.held.length);
    expect(limiter.queued).toBe(this.calls.filter(({ settled }) => settled === 0).length);
    for (const { settled } of this.calls) expect(settled).toBeLessThanOrEqual(1);
    if (limiter.queued === 0) expect(clock.pending).toBe(0);
  }

  /** First come, first served, within a tenant and a priority; whoever goes leaves only younger ones behind. */
  #checkOrder(): void {
    const granted = this.#granted.splice(0).sort((one, other) => one.turn - other.turn);
    for (const kind of new Set(granted.map((each) => each.kind))) {
      const ticketsOf = (all: readonly { readonly ticket: number; readonly kind: string }[]): number[] =>
        all.filter((each) => each.kind === kind).map(({ ticket }) => ticket);
      const tickets = ticketsOf(granted);
      const waiting = ticketsOf(this.calls.filter(({ settled }) => settled === 0));
      expect(tickets).toEqual([...tickets].sort((one, other) => one - other));
      expect(Math.max(...tickets)).toBeLessThanOrEqual(Math.min(...waiting, Number.POSITIVE_INFINITY));
    }
  }

  /** Nobody waits who might go, where only window and gate hold back: without a timer to wake it, asking again is vain. */
  async checkBusy(): Promise<void> {
    const { limiter, clock, door } = this.#bench;
    // Every waiter has a timer of its own; one more is what wakes the limiter.
    const { queued } = limiter;
    if (queued === 0 || clock.pending > queued || door.shutUntil > clock.now()) return;
    limiter.pump();
    await clock.advance(0);
    expect(limiter.queued).toBe(queued);
    expect(clock.pending).toBe(queued);
  }
}
