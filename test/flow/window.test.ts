import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AdaptiveState } from "../../src/flow/adaptive-state.js";
import type { WindowSample } from "../../src/flow/law.js";
import { adaptive } from "../../src/flow/window.js";
import { HOLD, NOW, OPTIONS, REFUSED, SERVED } from "./window-tables.js";

const half = (): number => 0.5;

const step = (state: Partial<AdaptiveState>, sample: Partial<WindowSample>, random = half) => {
  const served = { kind: "served", sentAt: 9000, now: NOW, level: 10, inFlight: 9, denied: true } as const;
  const full = { ...served, ...(sample.kind === undefined ? {} : { sentAt: 9980 }), ...sample };
  return adaptive.step({ ...HOLD, ...state }, full, OPTIONS, random);
};

describe("a step of the adaptive law", () => {
  it.each(SERVED)("a served attempt %s", (_, state, sample, window, reason) => {
    const stepped = step(state, sample);
    expect(stepped.reason).toBe(reason);
    expect(stepped.state.window).toBeCloseTo(window, 10);
    expect(stepped.change).toBeCloseTo(window - { ...HOLD, ...state }.window, 10);
  });

  it.each(REFUSED)("a refusal %s", (_, state, sample, window, reason) => {
    const stepped = step(state, { kind: "throttled", ...sample });
    expect(stepped.reason).toBe(reason);
    expect(stepped.state.window).toBeCloseTo(window, 10);
    expect(stepped.change).toBeCloseTo(window - { ...HOLD, ...state }.window, 10);
  });

  it("gives no reason but those in the tables above", () => {
    const source = ["window.ts", "scarce.ts", "wider.ts"].map((name) =>
      readFileSync(new URL(`../../src/flow/${name}`, import.meta.url), "utf8"),
    );
    const told = [...source.join("\n").matchAll(/"([a-z][^"./]* [^"]*)"/g)].map(([, reason]) => reason);
    const seen = new Set([...SERVED, ...REFUSED].map(([, , , , reason]) => reason));
    expect([...new Set(told), "probe", "climb"].sort()).toEqual([...seen].sort());
  });
});
