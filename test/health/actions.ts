import fc from "fast-check";
import type { Lesson } from "../../src/outcome/outcome.js";

export const MODELS = ["a", "b", "c"] as const;
export type Model = (typeof MODELS)[number];
export type Verdict = Lesson["breaker"];

export type Action =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "send"; readonly model: Model; readonly times: number }
  | { readonly do: "answer"; readonly which: number }
  | { readonly do: "end"; readonly which: number; readonly verdict: Verdict; readonly asked: number }
  | { readonly do: "burst"; readonly model: Model; readonly verdict: Verdict }
  | { readonly do: "forceOpen" | "forceClose" }
  | { readonly do: "restart"; readonly lanes: number };

const model = fc.constantFrom(...MODELS);
const verdict = fc.constantFrom<Verdict>("up", "down", "down", "fault", "late", "neutral");
const which = fc.nat(50);
const told = <Word extends string>(word: Word) => fc.constant<Word>(word);

export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: told("wait"), ms: fc.constantFrom(0, 1, 300, 1000, 9000) }) },
    {
      weight: 6,
      arbitrary: fc.record({ do: told("send"), model, times: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 4, arbitrary: fc.record({ do: told("answer"), which }) },
    {
      weight: 8,
      arbitrary: fc.record({ do: told("end"), which, verdict, asked: fc.constantFrom(0, 0, 0, 500, 20_000) }),
    },
    { weight: 5, arbitrary: fc.record({ do: told("burst"), model, verdict }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("forceOpen" as const, "forceClose" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: told("restart"), lanes: fc.nat(3) }) },
  ),
  { maxLength: 120 },
);
