import { describe, expect, it } from "vitest";
import { pointsOf } from "../../src/telemetry/gauges.js";
import { LaneLabels } from "../../src/telemetry/labels.js";
import { bench, converse, failure } from "../integration/bench.js";

const OVERLOADED = { defaults: { faults: [{ fault: "unableToProcess" as const }] } };

describe("what instances show", () => {
  it("is added up for a lane that several have, but for breakers, of which the worst counts", async () => {
    const healthy = bench({ spillway: { window: { initial: 3 }, quota: { requestsPerMinute: 60 } } });
    const down = bench({
      simulator: OVERLOADED,
      spillway: { breaker: { failures: 2 }, retry: { maxAttempts: 3 } },
    });
    await healthy.clock.run(healthy.client.send(converse()));
    await down.clock.run(failure(down.client.send(converse())));
    const snapshots = [healthy, down].map(({ plugin }) => plugin.snapshot());
    const told = [
      ...pointsOf(
        snapshots.map((snapshot) => ({ snapshot: () => snapshot })),
        new LaneLabels(),
      ),
    ];
    const byKey = (key: string) => told.filter((point) => point.key === key).map(({ value }) => value);
    const windows = snapshots.map(({ lanes }) => lanes[0]?.window ?? Number.NaN);
    expect(byKey("window")).toEqual([windows.reduce((sum, each) => sum + each, 0)]);
    expect(byKey("quotaLimit")).toEqual([60]);
    expect(byKey("quotaUsed")).toEqual([1]);
    expect(byKey("inFlight")).toEqual([0]);
    const states = snapshots.flatMap(({ breakers }) => breakers.map(({ state }) => state));
    expect(states).toContain("open");
    expect(Math.max(...byKey("breaker"))).toBe(2);
  });
});
