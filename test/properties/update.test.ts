import fc from "fast-check";
import type { UpdateOptions } from "spillway";
import { describe, expect, it } from "vitest";
import { bench, converse } from "../integration/bench.js";

const REGIONS = ["us-east-1", "us-west-2"];
const MODELS = ["a.one", "a.two", "a.three"];
const MOST = 6;
/** What a rule allows to one of the models, whatever holds for all. */
const RULED = 2;

const update: fc.Arbitrary<UpdateOptions> = fc.oneof(
  fc.record({ window: fc.record({ max: fc.integer({ min: 1, max: MOST }) }) }),
  fc.record({ window: fc.record({ law: fc.constantFrom("adaptive" as const, "textbook" as const) }) }),
  fc.record({ lanes: fc.record({ limit: fc.integer({ min: 1, max: 8 }) }) }),
  fc.record({
    quota: fc.record({
      requestsPerMinute: fc.constantFrom(null, 120, 6000),
      tokensPerMinute: fc.constantFrom(null, 60_000, 6_000_000),
    }),
  }),
  fc.record({ breaker: fc.record({ scope: fc.constantFrom("region" as const, "model" as const) }) }),
  fc.record({
    breaker: fc.record({ shareOf: fc.integer({ min: 2, max: 40 }), failures: fc.nat(5).map((n) => n + 1) }),
  }),
  fc.record({ regions: fc.constantFrom(null, REGIONS) }),
  fc.record({ models: fc.constantFrom(null, { "*.one": { window: { max: RULED } } }) }),
  fc.record({ queue: fc.record({ weights: fc.constantFrom(null, { x: 3 }) }) }),
);

const step = fc.record({
  waitMs: fc.oneof(fc.nat(50), fc.nat(3000)),
  what: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ model: fc.constantFrom(...MODELS), calls: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 1, arbitrary: update },
  ),
});

type Bench = ReturnType<typeof bench>;

/** `served`, or the name of what AWS has said. */
const outcome = ({ client }: Bench, model: string): Promise<string> =>
  client.send(converse("a", model)).then(
    () => "served",
    (error: Error & { code?: string }) => error.code ?? error.name,
  );

/** How many requests of each lane the service had at once. */
function mostAtOnce({ simulator }: Bench): number {
  const { requests } = simulator.report();
  const counts = requests.map(({ region, model, at }) => {
    const same = requests.filter((other) => other.region === region && other.model === model);
    return same.filter(({ at: from, endedAt = Number.POSITIVE_INFINITY }) => from <= at && at < endedAt)
      .length;
  });
  return Math.max(0, ...counts);
}

const inFlight = ({ plugin }: Bench) =>
  new Map(plugin.snapshot().lanes.map((lane) => [`${lane.region} ${lane.model}`, lane.inFlight]));

describe("settings that change at any moment", () => {
  it("lose no call, never let a window grow that has been made smaller, and leave nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(1000), async (steps, seed) => {
        const under = bench({
          seed,
          spillway: { regions: REGIONS, window: { max: MOST }, queue: { timeoutMs: "none" } },
          simulator: {
            regions: REGIONS,
            keep: 10_000,
            defaults: {
              slots: 4,
              networkMs: 0,
              faults: [
                { fault: "capacityReached503", share: 0.1 },
                { fault: "unexpectedError", share: 0.1 },
              ],
            },
          },
        });
        const calls: Promise<string>[] = [];
        let most = MOST;
        let ruled = false;
        for (const { waitMs, what } of steps) {
          const before = inFlight(under);
          if ("calls" in what) {
            for (let i = 0; i < what.calls; i++) calls.push(outcome(under, what.model));
          } else under.plugin.update(what);
          if ("window" in what) most = what.window?.max ?? most;
          if ("models" in what) ruled = what.models !== null;
          // What is in flight is above the window only as long as it was so before.
          await under.clock.advance(waitMs);
          for (const [lane, now] of inFlight(under))
            expect(now).toBeLessThanOrEqual(
              Math.max(ruled && lane.endsWith(".one") ? RULED : most, before.get(lane) ?? 0),
            );
        }
        const outcomes = await under.clock.run(Promise.all(calls));
        expect(
          outcomes.filter((name) => !/^(served|.*(Unavailable|InternalServer)Exception)$/.test(name)),
        ).toEqual([]);
        expect(mostAtOnce(under)).toBeLessThanOrEqual(MOST);
        expect([...inFlight(under).values()].every((count) => count === 0)).toBe(true);
        expect(under.plugin.snapshot().lanes.every(({ queued }) => queued === 0)).toBe(true);
        expect(under.clock.pending).toBe(0);
        under.plugin.update({ lanes: { limit: 1 } });
        expect(under.plugin.snapshot().lanes.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});
