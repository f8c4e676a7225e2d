import { describe, expect, it } from "vitest";
import { viewOf } from "../../src/cli/quotas-figures.js";
import { cell, forPeople, forPipes } from "../../src/cli/quotas-text.js";
import { quota, REGION } from "../quotas/samples.js";

const SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const view = (modelIds: readonly string[] = [], quotas = REGION, region = "us-east-1") =>
  viewOf({ region, quotas }, modelIds, {});

describe("a quota in a table", () => {
  it.each([
    [1000, 1000, "1k"],
    [10, 200, "10 of 200 !"],
    [0, 10_000, "0 of 10k !"],
    [150, 200, "150 of 200"],
    [8_000_000, 4_000_000, "8M of 4M"],
    [undefined, 2_000_000, "2M?"],
    [5_760_000_000, 5_760_000_000, "5.76G"],
    [123_456, 123_456, "123.5k"],
  ])("%s of %s: %s", (applied, published, text) => {
    expect(cell(quota("L-1", "", applied, published))).toBe(text);
  });

  it("is empty where there is none, and doubtful where nothing is told", () => {
    expect(cell(undefined)).toBe("");
    expect(cell({ code: "L-1", name: "", applied: undefined, default: undefined, adjustable: true })).toBe(
      "?",
    );
  });
});

describe("what people see", () => {
  const widths = (text: string): readonly number[] => text.split("\n").map((line) => line.length);

  it.each([20, 80, 200])("fits a terminal of %d columns, from 80 on", (columns) => {
    expect(Math.max(...widths(forPeople([view()], columns)))).toBeLessThanOrEqual(Math.max(80, columns));
  });

  it("has a table for each region, and each model's name once", () => {
    const text = forPeople([view(), view([], REGION, "eu-west-1")], 100);
    expect(text.match(/^(us-east-1|eu-west-1)$/gm)).toEqual(["us-east-1", "eu-west-1"]);
    expect(text.match(/│ Amazon Nova Lite /g)).toHaveLength(2);
    expect(text).toContain("With --model <id>");
  });

  it("takes the smallest of several regions, and says so", () => {
    const rich = REGION.map((each) => ({ ...each, applied: each.applied && each.applied * 3 }));
    const text = forPeople([view([SONNET], rich, "eu-west-1"), view([SONNET])], 80);
    expect(text).toContain("export SPILLWAY_QUOTA_RPM=10\n");
    expect(text).toContain("Regions differ; these are the smallest.");
  });

  it("says what a request reserves that names no maximum", () => {
    const text = forPeople([view([SONNET])], 80);
    expect(text).toContain(
      `${SONNET}:\n  without max tokens a request reserves 64,000 tokens: at most 3 a minute`,
    );
    expect(text).toContain("in the end a token of output counts 5 times.");
  });

  it("makes no setting of a zero, and none for a process of several models", () => {
    const text = forPeople([view([`global.${SONNET.slice(3)}`, SONNET])], 80);
    expect(text).not.toContain("export ");
    expect(text).not.toMatch(/"requestsPerMinute": 0/);
    expect(forPeople([view(["nobody.knows"])], 80)).toContain("No settings follow");
  });
});

describe("what pipes get", () => {
  it("has as many fields in each line as in the first", () => {
    const lines = forPipes([view()]).trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.split("\t").length !== 8)).toEqual([]);
  });
});
