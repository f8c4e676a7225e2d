import { describe, expect, it } from "vitest";
import { isPolicy, POLICIES, policyOf } from "../../benchmarks/policies.js";
import { keyOf } from "../../benchmarks/row.js";
import { run } from "../../benchmarks/run.js";
import type { Scenario } from "../../benchmarks/scenario.js";
import { SCENARIOS, scenarioOf } from "../../benchmarks/scenarios/index.js";
import { supplyOf } from "../../benchmarks/supply.js";

const SMALL: Scenario = {
  ...scenarioOf("fleet-4-tpm-300k"),
  clients: { count: 2, everyMs: 5000 },
  demand: { kind: "workers", count: 10 },
};

describe("a run", () => {
  it.each(Object.keys(POLICIES).filter(isPolicy))("of %s gives the same for the same seed", async (name) => {
    const play = () => run(SMALL, policyOf(name), 7, 1);
    const first = await play();
    expect(first.served).toBeGreaterThan(10);
    expect(await play()).toEqual(first);
  });

  it("of another seed gives something else", async () => {
    const [one, other] = [await run(SMALL, POLICIES.oracle, 1, 1), await run(SMALL, POLICIES.oracle, 2, 1)];
    expect(one).not.toEqual(other);
  });

  it("puts the machine's own timers, dates and chance back", async () => {
    const own = [globalThis.setTimeout, globalThis.setInterval, Date.now, Math.random];
    await run(SMALL, POLICIES.opossum, 1, 0.2);
    expect([globalThis.setTimeout, globalThis.setInterval, Date.now, Math.random]).toEqual(own);
  });

  it.each(["rpm-60-known", "rpm-500-known-minute", "rpm-500-known-sliding", "rpm-300-step"])(
    "of %s gives the oracle nearly all that the quota supplies, and rejects nothing",
    async (name) => {
      const scenario = scenarioOf(name);
      const { served, rejected } = await run(scenario, POLICIES.oracle, 1, 6);
      expect(rejected).toBe(0);
      const supply = supplyOf(scenario, "requests", 6);
      expect(served).toBeLessThanOrEqual(supply);
      expect(served).toBeGreaterThan(0.98 * supply);
    },
  );
});

describe("scenarios", () => {
  it("have names of their own", () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("compare losses with scenarios that there are", () => {
    const compared = SCENARIOS.flatMap(({ bands }) => bands.loses ?? []);
    expect(compared.map(({ to }) => scenarioOf(to).name)).toEqual(compared.map(({ to }) => to));
  });

  it("keep their rows when only words or bands change, and lose them when the service does", () => {
    const scenario = scenarioOf("wave");
    expect(keyOf({ ...scenario, title: "x", bands: { used: 1, rejected: 1 } })).toBe(keyOf(scenario));
    expect(keyOf({ ...scenario, server: { slots: (ms: number) => (ms > 300_000 ? 21 : 20) } })).not.toBe(
      keyOf(scenario),
    );
  });
});
