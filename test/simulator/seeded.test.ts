import { describe, expect, it } from "vitest";
import { seeded } from "../../src/simulator/index.js";
import { logNormal, uuid } from "../../src/simulator/seeded.js";

describe("seeded chance", () => {
  it("repeats itself, from numbers and texts", () => {
    const row = (seed: number | string) => Array.from({ length: 5 }, seeded(seed));
    expect(row(1)).toEqual(row(1));
    expect(row("a")).not.toEqual(row("b"));
    expect(row(1).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it.each([0, 0.4, 1])("draws a log-normal whose mean is the mean (sigma %d)", (sigma) => {
    const random = seeded(5);
    let sum = 0;
    for (let i = 0; i < 40_000; i++) sum += logNormal(random, 1500, sigma);
    expect(sum / 40_000 / 1500).toBeCloseTo(1, 1);
  });

  it("makes ids", () => {
    expect(uuid(seeded(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
