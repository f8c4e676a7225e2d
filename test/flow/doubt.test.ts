import { describe, expect, it } from "vitest";
import { type AdaptiveState, initial } from "../../src/flow/adaptive-state.js";
import type { WindowSample, WindowSettings, WindowStep } from "../../src/flow/law.js";
import { adaptive } from "../../src/flow/window.js";
import { WINDOW } from "./help.js";

const OPTIONS: WindowSettings = { ...WINDOW, law: "adaptive", decreaseFactor: 0.9 };
const TIMING = { roundTripMs: 1000, refusalMs: 20, deviationMs: 5 };
const HOLD: AdaptiveState = {
  ...initial(OPTIONS),
  phase: "hold",
  window: 20,
  roundTripMs: 1000,
  timing: TIMING,
};

const step = (state: AdaptiveState, sample: Partial<WindowSample> & Pick<WindowSample, "kind" | "now">) => {
  const sentAt = sample.now - (sample.kind === "served" ? 1000 : 20);
  return adaptive.step(
    state,
    { sentAt, level: 12, inFlight: 11, denied: true, ...sample },
    OPTIONS,
    () => 0.5,
  );
};

const cut = (kind: WindowSample["kind"]): WindowStep<AdaptiveState> => step(HOLD, { kind, now: 10_000 });

describe("one error of capacity in a window that is held", () => {
  it("cuts as any refusal does", () => {
    expect([cut("unavailable").state.window, cut("throttled").state.window]).toEqual([9.9, 9.9]);
  });

  it("has the way back tried after an eighth of a round trip, which a throttle has not", () => {
    expect(cut("unavailable").state).toMatchObject({ goal: 20, probeAt: 10_125 });
    expect(cut("throttled").state.goal).toBe(0);
    expect(cut("throttled").state.probeAt).toBeGreaterThan(15_000);
  });

  it("is forgotten when the way back is served", () => {
    let { state } = cut("unavailable");
    for (let now = 11_100; now < 13_000; now += 100) ({ state } = step(state, { kind: "served", now }));
    expect(state.window).toBeGreaterThanOrEqual(20);
    expect(state.doubts).toBe(0);
  });

  it("stands where the way back is refused: half of it is tried, later, and then less", () => {
    let { state } = cut("unavailable");
    const seen: [number, number, number][] = [];
    for (let at = 20_000; state.goal > 0 && at < 100_000; at += 10_000) {
      ({ state } = step(state, { kind: "served", now: at }));
      ({ state } = step(state, { kind: "unavailable", now: at + 500, level: 11, inFlight: 10 }));
      seen.push([Math.round(state.goal), state.doubts, Math.round(state.probeAt - at - 500)]);
    }
    expect(seen.at(-1)?.[0]).toBe(0);
    expect(seen.map(([goal]) => goal)).toEqual([...seen.map(([goal]) => goal)].sort((a, b) => b - a));
    expect(seen.slice(0, -1).map(([, , pause]) => pause)).toEqual(
      [500, 2000, 8000].slice(0, seen.length - 1),
    );
  });
});

describe("a window that is missed", () => {
  it("climbs to twice of what it is, and never where it pauses in an outage", () => {
    const { state } = adaptive.missed(HOLD, 5000, OPTIONS);
    expect(state).toMatchObject({ phase: "climb", window: 20, goal: 40 });
    const narrow = adaptive.missed({ ...HOLD, window: 1.5 }, 5000, OPTIONS).state;
    expect(narrow).toMatchObject({ phase: "climb", window: 2, goal: 4 });
    const outage: AdaptiveState = { ...HOLD, phase: "outage", window: 1 };
    expect(adaptive.missed(outage, 5000, OPTIONS).state).toBe(outage);
  });
});
