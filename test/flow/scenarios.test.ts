import { describe, expect, it } from "vitest";
import { jain } from "../../benchmarks/statistics.js";
import type { WindowSettings } from "../../src/flow/law.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import { type Policy, type Scenario, simulate } from "./service.js";

const ADAPTIVE: WindowSettings = resolveSettings({}, { environment: {} }).settings.window;
const TEXTBOOK: WindowSettings = { ...ADAPTIVE, law: "textbook" };
const SEEDS = [11, 12, 13];
const MINUTE = 60_000;
const ROUND_TRIP_MS = 1530;

interface Expected extends Scenario {
  readonly name: string;
  readonly behaviour: string;
  /** Share of what the oracle served, at least; share of attempts refused, at most. In percent, of the worst seed. */
  readonly used: number;
  readonly refused: number;
}

const many = { callers: () => 100, forMs: 10 * MINUTE };
const WAVE: Expected = {
  ...many,
  name: "20±12 slots each minute",
  behaviour: "follows a ceiling that keeps moving, by probing it as often as it pays",
  slots: (at) => Math.round(20 + 12 * Math.sin((2 * Math.PI * at) / MINUTE)),
  used: 91,
  refused: 3,
};
const STEP: Expected = {
  ...many,
  name: "40 > 10 > 40 slots",
  behaviour: "lets go at once of what was taken, and climbs back in wider and wider steps",
  slots: (at) => (at < 1.5 * MINUTE || at > 3 * MINUTE ? 40 : 10),
  forMs: 4.5 * MINUTE,
  used: 92,
  refused: 1.4,
};
const SCENARIOS: readonly Expected[] = [
  {
    ...many,
    name: "4 slots",
    behaviour: "stays at the ceiling though one slot more or less is a quarter",
    slots: () => 4,
    used: 97,
    refused: 0.9,
  },
  {
    ...many,
    name: "20 slots",
    behaviour: "stays at the ceiling and probes it seldom",
    slots: () => 20,
    used: 98,
    refused: 0.45,
  },
  {
    name: "100 slots",
    behaviour: "finds a high ceiling by slow start and stays there",
    callers: () => 300,
    forMs: 10 * MINUTE,
    slots: () => 100,
    used: 97,
    refused: 0.4,
  },
  STEP,
  WAVE,
  {
    ...many,
    name: "no slots for a minute of four",
    behaviour: "spends next to nothing on an outage and is soon back where it was before",
    slots: (at) => (at > 2 * MINUTE && at < 3 * MINUTE ? 0 : 20),
    forMs: 4 * MINUTE,
    used: 91,
    refused: 1.6,
  },
  {
    ...many,
    name: "15 slots, refusals after 5 and 600 ms",
    behaviour: "takes a late refusal for the echo that it is",
    slots: () => 15,
    refusalMs: [5, 600],
    used: 96,
    refused: 1,
  },
];

const played = new Map<string, { readonly served: number; readonly refused: number }>();

/** Plays each once: most are compared with more than one other. */
function play(scenario: Expected, policy: Policy, seed: number): { served: number; refused: number } {
  const key = `${scenario.name} ${policy === "oracle" ? policy : policy.law} ${seed}`;
  const result = played.get(key) ?? simulate(scenario, policy, seed);
  played.set(key, result);
  return result;
}

/** The worst of all seeds, in percent. */
function worst(scenario: Expected, policy: Policy): { used: number; refused: number } {
  const runs = SEEDS.map((seed) => {
    const { served, refused } = play(scenario, policy, seed);
    const best = play(scenario, "oracle", seed).served;
    return { used: (100 * served) / best, refused: (100 * refused) / (served + refused) };
  });
  return {
    used: Math.min(...runs.map(({ used }) => used)),
    refused: Math.max(...runs.map(({ refused }) => refused)),
  };
}

describe("the adaptive law against a service", () => {
  it.each(SCENARIOS)("of $name $behaviour", (scenario) => {
    const { used, refused } = worst(scenario, ADAPTIVE);
    expect(used).toBeGreaterThanOrEqual(scenario.used);
    expect(refused).toBeLessThanOrEqual(scenario.refused);
  });

  it.each([WAVE, STEP])("of $name serves more than the textbook law does, or spares more", (scenario) => {
    const [ours, theirs] = [worst(scenario, ADAPTIVE), worst(scenario, TEXTBOOK)];
    expect(theirs.used < ours.used || theirs.refused > ours.refused).toBe(true);
  });

  it.each(SEEDS)("finds capacity that doubles to 90 %% within 35 round trips (seed %d)", (seed) => {
    const doubled = 5 * MINUTE;
    const scenario = { ...many, slots: (at: number) => (at < doubled ? 20 : 40) };
    const { windows } = simulate(scenario, ADAPTIVE, seed);
    const before = windows.filter(({ at }) => at < doubled).map(({ window }) => window);
    expect(Math.max(...before)).toBeLessThan(30);
    const found = windows.find(({ at, window }) => at >= doubled && window >= 0.9 * 40);
    expect((found?.at ?? Number.POSITIVE_INFINITY) - doubled).toBeLessThanOrEqual(35 * ROUND_TRIP_MS);
  });

  it.each([1, 4])("with callers for 3 slots stays within twice that, starting with %d", (initial) => {
    for (const seed of SEEDS) {
      const idle = { slots: () => 20, callers: () => 3, forMs: 5 * MINUTE };
      const { windows } = simulate(idle, { ...ADAPTIVE, initial }, seed);
      expect(Math.max(...windows.map(({ window }) => window))).toBeLessThanOrEqual(6);
    }
  });

  it.each(SEEDS)("lets go of what is not wanted, and has it back when it is (seed %d)", (seed) => {
    const callers = (at: number): number => (at > 3 * MINUTE && at < 7 * MINUTE ? 3 : 100);
    const scenario = { slots: () => 20, callers, forMs: 10 * MINUTE };
    const { windows, served } = simulate(scenario, ADAPTIVE, seed);
    const within = (from: number, to: number): readonly number[] =>
      windows.filter(({ at }) => at > from * MINUTE && at < to * MINUTE).map(({ window }) => window);
    expect(Math.max(...within(5, 7))).toBeLessThanOrEqual(6);
    expect(Math.min(...within(7.2, 10))).toBeGreaterThanOrEqual(18);
    expect(served / simulate(scenario, "oracle", seed).served).toBeGreaterThanOrEqual(0.98);
  });

  it("plays the same for the same seed", () => {
    expect(simulate(STEP, ADAPTIVE, 1)).toEqual(simulate(STEP, ADAPTIVE, 1));
  });
});

const FEW = { callers: () => 30, forMs: 10 * MINUTE };
const FLEETS = [
  {
    name: "10 clients on 20 slots",
    behaviour: "shares by cuts that are in proportion",
    scenario: { ...FEW, slots: () => 20, clients: 10 },
    used: 97,
    refused: 6,
    fair: 0.5,
  },
  {
    name: "12 clients on 20 slots, joining 15 s apart",
    behaviour: "lets those who come late in",
    scenario: { ...FEW, slots: () => 20, clients: 12, joinMs: (client: number) => 15_000 * client },
    used: 96,
    refused: 6,
    fair: 0.5,
  },
  {
    name: "2 clients on 20 slots, one 3 min late",
    behaviour: "lets a single latecomer in",
    scenario: { ...FEW, slots: () => 20, clients: 2, joinMs: (client: number) => 3 * MINUTE * client },
    used: 96,
    refused: 1.3,
    fair: 0.52,
  },
  {
    name: "50 clients on 10 slots",
    behaviour:
      "leaves no slot unused, though a crowd larger than the slots is refused often and shares badly",
    scenario: { ...FEW, slots: () => 10, clients: 50 },
    used: 96,
    refused: 44,
    fair: 0.25,
  },
];

describe("the adaptive law of clients that know nothing of each other", () => {
  it.each(FLEETS)("of $name $behaviour", ({ scenario, used, refused, fair }) => {
    for (const seed of SEEDS) {
      const run = simulate(scenario, ADAPTIVE, seed);
      const best = simulate({ ...FEW, slots: scenario.slots }, "oracle", seed).served;
      expect((100 * run.served) / best).toBeGreaterThanOrEqual(used);
      expect((100 * run.refused) / (run.served + run.refused)).toBeLessThanOrEqual(refused);
      expect(jain(run.lately)).toBeGreaterThanOrEqual(fair);
    }
  });
});
