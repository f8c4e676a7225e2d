import fc from "fast-check";
import type { WindowLaw, WindowSample, WindowSettings, WindowView } from "../../src/flow/law.js";
import { textbook } from "../../src/flow/textbook.js";
import { adaptive } from "../../src/flow/window.js";
import { seeded } from "../../src/simulator/index.js";

export const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const optionsArbitrary: fc.Arbitrary<WindowSettings> = fc
  .record({
    law: fc.constantFrom("adaptive" as const, "textbook" as const),
    bounds: fc.tuple(numbers(0.01, 50), numbers(1, 100), numbers(1, 200)),
    increase: numbers(0.01, 100),
    decreaseFactor: numbers(0.1, 0.99),
    probeShare: numbers(0.0001, 0.5),
  })
  .map(({ bounds, ...rest }) => {
    const [min = 1, initial = 1, max = 1] = [...bounds].sort((a, b) => a - b);
    return { min, initial: Math.max(1, initial), max, ...rest };
  });

/** What happens next: time passes, up to `sends` attempts go where the law lets them, one of those in flight ends. */
export interface Move {
  readonly gap: number;
  readonly sends: number;
  readonly end: number;
  readonly kind: WindowSample["kind"];
  readonly denied: boolean;
}

const moveArbitrary: fc.Arbitrary<Move> = fc.record({
  gap: fc.oneof(fc.constant(0), numbers(0, 50), numbers(0, 3000)),
  sends: fc.nat(8),
  /** By place, the oldest first; often the newest: refusals come soon. */
  end: fc.oneof(fc.nat(60), fc.constant(-1)),
  kind: fc.constantFrom("served" as const, "throttled" as const, "unavailable" as const),
  denied: fc.boolean(),
});

export const runs = fc.record({
  options: optionsArbitrary,
  moves: fc.array(moveArbitrary, { maxLength: 120 }),
  seed: fc.nat(),
});
export type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never;

/** One step of a law, with what it knew before; and what it lets go afterwards. */
export interface Seen<State extends WindowView> {
  readonly before: State;
  readonly after: State;
  readonly sample: WindowSample;
  readonly reason: string;
  readonly change: number;
  /** Of what is in flight, of nothing, and of as much as there are slots. */
  readonly dues: {
    readonly some: number | undefined;
    readonly none: number | undefined;
    readonly full: number | undefined;
  };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** Plays a law as a limiter would, so that times and levels fit together; all that it is given is frozen. */
export function play<State extends WindowView>(
  law: WindowLaw<State>,
  { options, moves, seed }: Run,
): Seen<State>[] {
  const random = seeded(seed);
  const flying: { readonly sentAt: number; readonly level: number }[] = [];
  const seen: Seen<State>[] = [];
  let state = frozen(law.initial(frozen({ ...options })));
  let now = 10_000;
  for (const { gap, sends, end, kind, denied } of moves) {
    now += gap;
    for (let i = 0; i < sends && law.due(state, flying.length, now) === 0; i++) {
      state = frozen(law.sent(state, now, random));
      flying.push({ sentAt: now, level: flying.length + 1 });
    }
    const [ended] = flying.splice(end < 0 ? -1 : end % Math.max(1, flying.length), 1);
    if (ended === undefined) continue;
    const sample = frozen({ kind, ...ended, now, inFlight: flying.length, denied });
    const before = state;
    const { state: after, reason, change } = law.step(before, sample, options, random);
    state = frozen(after);
    const due = (inFlight: number) => law.due(after, inFlight, now);
    const dues = { some: due(flying.length), none: due(0), full: due(Math.max(1, Math.floor(after.window))) };
    seen.push({ before, after, sample, reason, change, dues });
  }
  return seen;
}

export const LAWS = [
  { name: "adaptive", playIt: (run: Run): Seen<WindowView>[] => play(adaptive, run) },
  { name: "textbook", playIt: (run: Run): Seen<WindowView>[] => play(textbook, run) },
];
