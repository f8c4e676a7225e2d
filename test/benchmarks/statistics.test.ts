import { describe, expect, it } from "vitest";
import { jain, median, percentile } from "../../benchmarks/statistics.js";

const over = (...times: number[]) => times.map((ms) => ({ ms, over: true }));
const waiting = (...times: number[]) => times.map((ms) => ({ ms, over: false }));

describe("a percentile", () => {
  const hundred = over(...Array.from({ length: 100 }, (_, i) => i + 1));

  it("is the time within which that share is answered", () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile([], 0.5)).toBe(0);
  });

  it("counts who still waits for as long as they have waited", () => {
    // Of four, two wait longer than all others: the median is what they have waited at least.
    expect(percentile([...over(1, 2), ...waiting(90, 100)], 0.6)).toBe(100);
    // Who has only just begun says little.
    expect(percentile([...hundred, ...waiting(0.5)], 0.99)).toBe(99);
  });
});

it("Jain's index is 1 for equal shares, and 1/n when one has all", () => {
  expect(jain([3, 3, 3])).toBe(1);
  expect(jain([9, 0, 0])).toBeCloseTo(1 / 3);
  expect(jain([0, 0])).toBe(1);
});

it("the median of an even number lies between the two in the middle", () => {
  expect(median([4, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
