import { describe, expect, it } from "vitest";
import type { Call } from "../../benchmarks/regions/callers.js";
import { type Figures, figuresOf, type Observed } from "../../benchmarks/regions/figures.js";
import { isPolicy, POLICIES, type PolicyName, policyOf } from "../../benchmarks/regions/policies.js";
import { observe, run } from "../../benchmarks/regions/run.js";
import { AWAY, HOME, type Scenario, type Trouble, USUAL } from "../../benchmarks/regions/scenario.js";
import { SCENARIOS, scenarioOf } from "../../benchmarks/regions/scenarios/index.js";
import { type RegionsRow, summaries } from "../../benchmarks/regions/summary.js";
import { missed } from "../../benchmarks/regions/verdict.js";
import { keyOf } from "../../benchmarks/row.js";

const AT_HOME = { region: HOME, fromMs: 5000, toMs: 10_000 } as const;
const DOWN: Trouble = { ...AT_HOME, fault: { fault: "unableToProcess" } };

/** Home is down from the 5th to the 10th second of 30. */
const BRIEF: Scenario = {
  ...scenarioOf("home-down"),
  troubles: [DOWN],
  demand: { ...USUAL.demand, restMs: 5000 },
  minutes: 0.5,
};

const ORACLES: readonly (readonly [name: string, troubles: readonly Trouble[]])[] = [
  ["home down", [DOWN]],
  ["home unreachable", [{ ...AT_HOME, refused: true }]],
  ["both down", [DOWN, { ...DOWN, region: AWAY }]],
  ["a model down", [{ ...DOWN, model: BRIEF.models[0] ?? "" }]],
];

const brief = (policy: PolicyName, scenario = BRIEF): Promise<Figures> => run(scenario, policyOf(policy), 3);

describe("a run of two regions", () => {
  it.each(Object.keys(POLICIES).filter(isPolicy))("of %s gives the same for the same seed", async (name) => {
    const first = await brief(name);
    expect(first.answered).toBeGreaterThan(10);
    expect(await brief(name)).toEqual(first);
  });

  it.each(ORACLES)(
    "gives the oracle an answer for every call, and wastes nothing: %s",
    async (_, troubles) => {
      const { calls, answered, attempts } = await brief("oracle", { ...BRIEF, troubles });
      expect(answered).toBe(calls);
      expect(attempts).toMatchObject({ attempts: calls, served: calls, wasted: 0 });
    },
  );

  it("sends the oracle of home alone where chance is against it, again and again", async () => {
    const troubles: readonly Trouble[] = [{ ...AT_HOME, fault: { fault: "unexpectedError", share: 0.5 } }];
    const { calls, answered, attempts } = await brief("oracle-home", { ...BRIEF, troubles });
    expect(answered).toBe(calls);
    expect(attempts.wasted).toBeGreaterThan(5);
  });

  it("makes home slow for as long as it is told", async () => {
    const slow = { service: { meanMs: 15_000, firstTokenShare: 0.3, sigma: 0 } };
    const troubles = [{ ...AT_HOME, server: slow }];
    const { calls } = await observe({ ...BRIEF, troubles }, POLICIES.sdk, 3);
    const first = calls.filter(({ firstAt }) => firstAt !== undefined);
    const waited = (fromMs: number, toMs: number): number[] =>
      first
        .filter(({ begunAt }) => begunAt > fromMs && begunAt < toMs)
        .map(({ begunAt, firstAt = 0 }) => firstAt - begunAt);
    expect(Math.min(...waited(5000, 9900))).toBeGreaterThan(4000);
    expect(Math.max(...waited(10_000, 14_000))).toBeLessThan(3000);
  });

  it("counts attempts that never got there", async () => {
    const troubles = [{ ...AT_HOME, refused: true }];
    const { calls, answered, attempts } = await brief("by-hand", { ...BRIEF, troubles });
    expect(answered).toBe(calls);
    expect(attempts.wasted).toBeGreaterThan(10);
    expect(attempts.attempts).toBe(calls + attempts.wasted);
  });
});

describe("figures of two regions", () => {
  const call = (begunAt: number, firstAt: number | undefined, state: Call["state"]): Call => ({
    model: BRIEF.models[0] ?? "",
    begunAt,
    firstAt,
    endedAt: state === "open" ? undefined : begunAt + 2000,
    state,
  });
  const observed = async (calls: readonly Call[]): Promise<Observed> => {
    const { report, ...rest } = await observe(BRIEF, POLICIES.oracle, 3);
    return { ...rest, report, calls };
  };

  it("say never where one call in a hundred had no first token", async () => {
    const good = Array.from({ length: 90 }, (_, i) => call(6000 + i, 6500 + i, "answered"));
    const { firstMs } = figuresOf(await observed(good));
    expect(firstMs).toEqual({ all: 500, trouble: 500 });
    const bad = figuresOf(await observed([...good, call(7000, undefined, "failed")]));
    expect(bad.firstMs).toEqual({ all: null, trouble: null });
  });

  it("fail where the service served fewer than were answered", async () => {
    const many = Array.from({ length: 1000 }, (_, i) => call(6000 + i, 6500 + i, "answered"));
    const made = await observed(many);
    expect(() => figuresOf(made)).toThrow(/1000 calls answered, but \d+ attempts served/);
  });

  it("fail where counts and lists of attempts differ", async () => {
    const { report, ...rest } = await observe(BRIEF, POLICIES.oracle, 3);
    const short = { ...report, requests: report.requests.slice(0, -1) };
    expect(() => figuresOf({ ...rest, report: short })).toThrow(/but listed/);
  });

  it("find out when calls are at home again, and what breakers may spend", async () => {
    const { report, calls, ...rest } = await observe(BRIEF, POLICIES.opossum, 3);
    const changes = [
      { atMs: 5500, region: HOME, from: "closed", to: "open" },
      { atMs: 8000, region: HOME, from: "open", to: "halfOpen" },
    ] as const;
    const figures = figuresOf({ ...rest, report, calls, changes });
    expect(figures.spendable).toBeGreaterThanOrEqual(6);
    expect(figures.breakers).toEqual({ changes: 2, perOpenTime: 0.8, trips: 1, regionTrips: 1 });
    const stays = { ...report, requests: report.requests.map((each) => ({ ...each, region: AWAY })) };
    expect(figuresOf({ ...rest, report: stays, calls, changes }).backHomeMs).toBeNull();
    const comes = report.requests.map((each) => ({ ...each, region: each.at < 15_000 ? AWAY : HOME }));
    const { backHomeMs, home } = figuresOf({
      ...rest,
      report: { ...report, requests: comes },
      calls,
      changes,
    });
    expect(backHomeMs).toBeGreaterThan(4000);
    expect(backHomeMs).toBeLessThan(5500);
    expect(home.all).toBeGreaterThan(0.3);
  });
});

describe("scenarios of two regions", () => {
  it("have names of their own, and tell what they expect", () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(SCENARIOS.filter(({ behaviour }) => !behaviour.endsWith("."))).toEqual([]);
  });

  it("keep their rows when only words or bands change, and lose them when a region does", () => {
    const scenario = scenarioOf("flapping");
    expect(keyOf({ ...scenario, title: "x", seeds: 3, bands: { spillway: {} } })).toBe(keyOf(scenario));
    expect(keyOf({ ...scenario, troubles: scenario.troubles.slice(1) })).not.toBe(keyOf(scenario));
  });
});

describe("a verdict on two regions", () => {
  it("holds the worst seed against what must hold of each run, and compares with the oracle", async () => {
    const scenario = scenarioOf("home-down");
    const figures = await brief("oracle");
    const row = (policy: PolicyName, seed: number, own: Partial<Figures>): RegionsRow => {
      return { scenario: scenario.name, policy, seed, key: "", with: "", figures: { ...figures, ...own } };
    };
    const bands = { spillway: { answered: 100, backHomeMs: 10_000, ofOracle: 92, firstRatio: 1.3 } };
    const good = { answeredInTrouble: 95, backHomeMs: 4000, firstMs: { calm: 1000, trouble: 1200 } };
    const bad = { failed: figures.answered, backHomeMs: null };
    const oracles = [1, 2, 3].map((seed) => row("oracle", seed, { answeredInTrouble: 100 }));
    const verdict = (...own: readonly Partial<Figures>[]): string[] => {
      const rows = own.map((each, i) => row("spillway", i + 1, each));
      return summaries(scenario, ["spillway"], [...oracles, ...rows]).flatMap((each) => missed(each, bands));
    };
    expect(verdict(good, good, good)).toEqual([]);
    expect(verdict(good, good, { ...good, ...bad })).toEqual(["answered 50.0 % < 100.0 %"]);
    expect(
      verdict({ ...good, ...bad, answeredInTrouble: 50, firstMs: { calm: 1000, trouble: null } }),
    ).toEqual([
      "answered 50.0 % < 100.0 %",
      "p99 to first token, over calm, infinite > 1.30",
      "home again after never > 10 s",
      "of the oracle's 50.0 % < 92.0 %",
    ]);
  });
});
