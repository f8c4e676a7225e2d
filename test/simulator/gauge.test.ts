import { expect, it } from "vitest";
import { Gauge } from "../../src/simulator/gauge.js";

it("stays bounded, keeps its last value and its integral", () => {
  const gauge = new Gauge();
  for (let i = 0; i < 20_000; i++) gauge.add(i % 2 === 0 ? 1 : -1, i * 10);
  expect(gauge.steps.length).toBeLessThanOrEqual(2000);
  expect(gauge.steps.length).toBeGreaterThan(900);
  expect(gauge.steps.at(-1)?.[1]).toBe(0);
  expect(gauge.area(200_000)).toBe(10_000 * 10);
  expect([gauge.value, gauge.peak]).toEqual([0, 1]);
});
