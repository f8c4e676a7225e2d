import fc from "fast-check";
import { expect, it } from "vitest";
import type { Fault, WordingName } from "../../src/simulator/index.js";
import { bench, converse, converseStream, MODEL, stubborn } from "../integration/bench.js";

const REGIONS = ["us-east-1", "us-west-2"];

/** Of every class that there is. */
const WORDINGS = [
  "tooManyRequests",
  "tooManyTokens",
  "tooManyTokensPerDay",
  "capacityReached429",
  "unableToProcess",
  "overloaded",
  "rateExceeded",
  "modelNotReady",
  "unexpectedError",
  "modelTimeout",
  "modelError",
  "clockSkew",
  "modelIdentifierInvalid",
  "onDemandUnsupported",
  "validation",
  "accessDenied",
] as const satisfies readonly WordingName[];

const fault: fc.Arbitrary<Fault> = fc.record({
  fault: fc.constantFrom(...WORDINGS),
  share: fc.constantFrom(0.2, 0.5, 1),
  where: fc.constantFrom("response", "firstFrame", "cut"),
});

const world = fc.record({
  faults: fc.tuple(fc.array(fault, { maxLength: 3 }), fc.array(fault, { maxLength: 3 })),
  places: fc.integer({ min: 1, max: 4 }),
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  sdk: fc.constantFrom(
    { maxAttempts: 1 },
    { maxAttempts: 3 },
    { maxAttempts: 10 },
    { retryMode: "adaptive" as const },
    { retryStrategy: stubborn(7) },
  ),
  calls: fc.integer({ min: 1, max: 12 }),
  stream: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** Home, its profile, the other region, and its profile. */
const targetsFor = (places: number) =>
  [
    { modelId: `us.${MODEL}` },
    { region: "us-west-2" },
    { region: "us-west-2", modelId: `us.${MODEL}` },
  ].slice(0, places - 1);

it("attempts on the wire never exceed the budget of their call, over all places and loops", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ faults, places, maxAttempts, sdk, calls, stream, seed }) => {
      const { clock, client, simulator, plugin } = bench({
        seed,
        simulator: {
          seed,
          regions: REGIONS,
          regionFaults: { "us-east-1": faults[0], "us-west-2": faults[1] },
        },
        client: sdk,
        spillway: {
          targets: targetsFor(places),
          retry: { maxAttempts, baseMs: 100, capMs: 2000 },
          queue: { timeoutMs: 20_000 },
        },
      });
      const send = async (): Promise<number | undefined> => {
        try {
          if (!stream) return (await client.send(converse())).$metadata.attempts;
          const output = await client.send(converseStream());
          for await (const _event of output.stream ?? []);
          return output.$metadata.attempts;
        } catch (error) {
          return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts;
        }
      };
      const told = await clock.run(Promise.all(Array.from({ length: calls }, send)));
      const byCall = new Map<string | undefined, number[]>();
      for (const { invocationId, attempt } of simulator.report().requests) {
        byCall.set(invocationId, [...(byCall.get(invocationId) ?? []), attempt ?? 0]);
      }
      for (const attempts of byCall.values()) {
        expect(attempts.length).toBeLessThanOrEqual(maxAttempts);
        expect(attempts).toEqual(attempts.map((_, index) => index + 1));
      }
      for (const attempts of told) expect(attempts ?? 1).toBeLessThanOrEqual(maxAttempts);
      const { lanes } = plugin.snapshot();
      expect(lanes.filter(({ inFlight, queued }) => inFlight + queued > 0)).toEqual([]);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 150 },
  );
});
