import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { LESSONS, type OutcomeClass } from "../../src/outcome/outcome.js";
import { AWAY, HOME, script, world } from "../routing/help.js";

const outcomes = fc.array(fc.constantFrom(...(Object.keys(LESSONS) as OutcomeClass[])), {
  minLength: 1,
  maxLength: 8,
});
const retry = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 7 }),
  baseMs: fc.constantFrom(0, 100, 1000),
  capMs: fc.constantFrom(0, 3000),
});

const places = fc.constantFrom([HOME], [HOME, AWAY], [HOME, AWAY, "eu-west-1"]);

describe("a journey, whatever its attempts come to", () => {
  it("keeps its budget, ends with its last attempt's own outcome, and frees everything", async () => {
    await fc.assert(
      fc.asyncProperty(
        outcomes,
        retry,
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        places,
        async (planned, budget, replayable, failures, regions) => {
          const { clock, send, idle } = world({ breaker: { failures }, places: regions });
          const { attempt, numbers } = script(clock, planned);
          const result = await clock.run(send(attempt, { retry: budget, replayable }));
          expect(result.attempts).toBe(numbers.length);
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
          expect(numbers.length).toBeLessThanOrEqual(replayable ? budget.maxAttempts : 1);
          const seen = numbers.map((number) => planned[Math.min(number, planned.length) - 1]);
          expect(seen.filter((outcome) => outcome === "clock_skew").length).toBeLessThanOrEqual(2);
          const last = result.ok ? "success" : result.outcome;
          // What only another place says is no answer.
          const onlyThere = ["unusable", "denied", "config"].includes(seen.at(-1) ?? "");
          if (onlyThere && regions.length > 1) expect(seen).toContain(last);
          else expect(last).toBe(seen.at(-1));
          expect([idle(), clock.pending]).toEqual([true, 0]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("can be aborted or closed at any moment, and then settles at once and frees everything", async () => {
    await fc.assert(
      fc.asyncProperty(
        // A lane whose day is spent refuses its other waiters, whatever happens to them next.
        outcomes.map((planned) => planned.filter((outcome) => outcome !== "quota.tokens_per_day")),
        retry,
        fc.nat(8000),
        fc.boolean(),
        fc.nat(2),
        places,
        async (planned, budget, at, closes, others, regions) => {
          const { clock, send, close, idle } = world({
            places: regions,
            window: { initial: 1, max: 2 },
            breaker: { failures: 2 },
          });
          const controller = new AbortController();
          const journeys = Array.from({ length: others + 1 }, (_, ticket) => {
            const { attempt } = script(clock, planned);
            return send(attempt, { retry: budget, signal: controller.signal, ticket });
          });
          const settled = Promise.allSettled(journeys);
          await clock.advance(at);
          if (closes) close(new SpillwayError("CLOSED", "closed"));
          else controller.abort();
          // What is on the wire ends by itself; nobody rests or waits in line any more.
          await clock.advance(100);
          expect([idle(), clock.pending]).toEqual([true, 0]);
          for (const result of await settled) {
            if (result.status === "fulfilled") continue;
            const { reason } = result;
            expect(reason instanceof SpillwayError ? reason.code : (reason as Error).name).toBe(
              closes ? "CLOSED" : "AbortError",
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
