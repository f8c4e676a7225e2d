import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { least, median, type Results } from "../../benchmarks/micro/figures.js";
import { filled } from "../../benchmarks/micro/report.js";

const ROOT = join(import.meta.dirname, "../..");

describe("docs/cost.md", () => {
  it("says what the results say (else: npm run bench:micro -- --write)", () => {
    const page = readFileSync(join(ROOT, "docs/cost.md"), "utf8");
    // Written by the benchmark itself.
    const results = JSON.parse(readFileSync(join(ROOT, "benchmarks/micro/results.json"), "utf8")) as Results;
    expect(filled(page, results)).toBe(page);
  });
});

describe("medians", () => {
  it.each([
    [[3], 3],
    [[2, 1], 1.5],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
    expect(least(values)).toBe(Math.min(...values));
  });
});
