import fc from "fast-check";
import { expect } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import type { Permit } from "../../src/flow/permit.js";
import type { PermitEnding } from "../../src/outcome/outcome.js";
import type { Bench } from "../flow/help.js";

export type Action =
  | { readonly ask: { readonly timeoutMs: number; readonly tokens: number; readonly back: number } }
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

const ask = fc.record({
  timeoutMs: fc.oneof(ms, fc.constant(Number.POSITIVE_INFINITY)),
  tokens: fc.nat(100),
  /** A call that comes back has an older ticket. */
  back: fc.oneof(fc.constant(0), fc.nat(10)),
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
  readonly #granted: { readonly ticket: number; readonly turn: number }[] = [];
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

  #ask({ timeoutMs, tokens, back }: { timeoutMs: number; tokens: number; back: number }): void {
    const call: Call = { ticket: ++this.#tickets - back, controller: new AbortController(), settled: 0 };
    this.calls.push(call);
    const { limiter } = this.#bench;
    limiter
      .acquire({ ticket: call.ticket, tokens: () => tokens, timeoutMs, signal: call.controller.signal })
      .then(
        (permit) => {
          call.settled++;
          call.permit = permit;
          // One that stays silent for long gives its slot away; here every attempt gives a sign.
          permit.answered();
          this.held.push(permit);
          this.#granted.push({ ticket: call.ticket, turn: permit.entry });
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
    const tickets = this.#granted
      .splice(0)
      .sort((one, other) => one.turn - other.turn)
      .map(({ ticket }) => ticket);
    const waiting = this.calls.filter(({ settled }) => settled === 0).map(({ ticket }) => ticket);
    expect(tickets).toEqual([...tickets].sort((one, other) => one - other));
    if (tickets.length > 0) expect(Math.max(...tickets)).toBeLessThanOrEqual(Math.min(...waiting, 1e9));
    expect(limiter.inFlight).toBe(this.held.length);
    expect(limiter.queued).toBe(this.calls.filter(({ settled }) => settled === 0).length);
    for (const { settled } of this.calls) expect(settled).toBeLessThanOrEqual(1);
    if (limiter.queued === 0) expect(clock.pending).toBe(0);
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
