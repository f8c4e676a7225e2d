import { describe, expect, it } from "vitest";
import type { PolicyName } from "../../benchmarks/policies.js";
import type { Row } from "../../benchmarks/row.js";
import type { Figures } from "../../benchmarks/run.js";
import { scenarioOf } from "../../benchmarks/scenarios/index.js";
import { type Summary, summaries } from "../../benchmarks/summary.js";
import { supplyOf } from "../../benchmarks/supply.js";
import { missed, rivals } from "../../benchmarks/verdict.js";

const FIGURES: Figures = {
  served: 1000,
  tokens: 0,
  attempts: 1000,
  rejected: 0,
  failed: 0,
  open: 0,
  p50Ms: 1000,
  p99Ms: 2000,
  jain: 1,
  jainLate: 1,
  large: { served: 0.3, demand: 0.3 },
};

function summaryOf(
  scenario: string,
  figures: readonly Partial<Figures>[],
  policy: PolicyName = "spillway",
): Summary {
  const row = (name: PolicyName, seed: number, own: Partial<Figures> = {}): Row => {
    return { scenario, policy: name, seed, key: "", with: "", figures: { ...FIGURES, ...own } };
  };
  const rows = figures.flatMap((own, seed) => [row("oracle", seed), row(policy, seed, own)]);
  const [summary] = summaries(scenarioOf(scenario), [policy], rows);
  if (!summary) throw new Error("no summary");
  return summary;
}

describe("a summary", () => {
  it("has the median and the worst of all seeds", () => {
    const { used, rejected } = summaryOf("slots-20", [
      { served: 990, rejected: 10 },
      { served: 900, rejected: 40 },
      { served: 980, rejected: 0 },
    ]);
    expect(used).toEqual({ median: 98, worst: 90 });
    expect(rejected).toEqual({ median: 1, worst: 4 });
  });

  it("measures quotas by what they supply", () => {
    expect(supplyOf(scenarioOf("rpm-60-learned"), "requests")).toBe(1810);
    expect(supplyOf(scenarioOf("rpm-60-known-minute"), "requests")).toBe(1800);
    expect(supplyOf(scenarioOf("rpm-300-step"), "requests")).toBeCloseTo(7000 + 50 + 100 / 6 + 50);
    expect(summaryOf("rpm-60-learned", [{ served: 905 }]).used.median).toBe(50);
  });
});

describe("a verdict", () => {
  it("says what is missed", () => {
    const { bands } = scenarioOf("slots-20");
    expect(missed(summaryOf("slots-20", [{}]), bands)).toEqual([]);
    expect(missed(summaryOf("slots-20", [{ served: 900, rejected: 5 }]), bands)).toEqual([
      "used 90.0 % < 98.5 %",
      "rejected 0.50 % > 0.4 %",
    ]);
    expect(
      missed(summaryOf("rpm-300-step", [{ served: 7000, foundMs: null }]), {
        used: 90,
        rejected: 1,
        foundMs: 1,
      }),
    ).toEqual(["level found after never > 0 s"]);
  });

  it("compares a row without names with the one that has them", () => {
    const [named, unnamed] = [summaryOf("slots-20", [{}]), summaryOf("slots-20-nameless", [{ served: 960 }])];
    expect(missed(unnamed, unnamed.scenario.bands, [named])).toEqual(["loses 4.0 > 3 points to slots-20"]);
  });

  it("names peers that are as good, and too many rejections beside the adaptive mode's", () => {
    const own = summaryOf("slots-20", [{ served: 990, rejected: 10 }]);
    const right = summaryOf("slots-20", [{}], "limit-right");
    const adaptive = summaryOf("slots-20", [{ served: 700, rejected: 60 }], "adaptive");
    expect(rivals([own, right, adaptive])).toEqual([
      "p-limit, right size is as good on both axes",
      "rejects 1.00 %, more than a tenth of the adaptive mode's 6.00 %",
    ]);
    expect(rivals([own, summaryOf("slots-20", [{ served: 980 }], "limit-half")])).toEqual([]);
  });
});
