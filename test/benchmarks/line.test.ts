import { describe, expect, it } from "vitest";
import { rowsOf } from "../../benchmarks/line/figures.js";
import { SCENARIOS, type Scenario } from "../../benchmarks/line/scenario.js";
import { markdownOf, tableOf } from "../../benchmarks/line/table.js";

/** The same, shorter. */
const short = (scenario: Scenario): Scenario => ({ ...scenario, seconds: 200, warmUp: 60 });

describe("the scenarios of the waiting line", () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario.expected, scenario] as const))(
    "%s: %s",
    async (_name, _expected, scenario) => {
      for (const policy of scenario.policies.filter(({ ours }) => ours)) {
        const rows = await rowsOf(short(scenario), policy, 7);
        expect(rows.flatMap(({ missed }) => missed)).toEqual([]);
        expect(rows.every(({ answered }) => answered > 0)).toBe(true);
      }
    },
    60_000,
  );

  it("miss their bands where calls say nothing", async () => {
    const [scenario] = SCENARIOS.filter(({ name }) => name === "batch work");
    if (scenario === undefined) throw new Error("there is such a scenario");
    const rows = await rowsOf(
      short(scenario),
      { name: "silent", says: [], queue: { timeoutMs: "none" }, ours: true },
      7,
    );
    expect(rows.flatMap(({ missed }) => missed).join()).toContain("interactive: waitP99Ms is");
    expect(tableOf(rows)).toContain("Missed: interactive: waitP99Ms is");
    expect(markdownOf(rows).split("\n")).toHaveLength(4);
  }, 60_000);
});
