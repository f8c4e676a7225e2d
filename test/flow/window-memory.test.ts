import { describe, expect, it } from "vitest";
import { type AdaptiveState, initial } from "../../src/flow/adaptive-state.js";
import type { WindowSample, WindowSettings } from "../../src/flow/law.js";
import { adaptive } from "../../src/flow/window.js";
import { WINDOW } from "./help.js";

const OPTIONS: WindowSettings = { ...WINDOW, law: "adaptive", min: 0.02, decreaseFactor: 0.9 };
const START: AdaptiveState = {
  ...initial(OPTIONS),
  roundTripMs: 1000,
  timing: { roundTripMs: 1000, refusalMs: 20, deviationMs: 5 },
};
const half = (): number => 0.5;

const lone = (state: AdaptiveState, now: number, kind: WindowSample["kind"] = "throttled"): AdaptiveState => {
  const sample = { kind, sentAt: now - 20, now, level: 1, inFlight: 0, denied: true };
  return adaptive.step(state, sample, OPTIONS, half).state;
};

describe("the adaptive law over several attempts", () => {
  const pauses = (kind: WindowSample["kind"]): number[] => {
    let state: AdaptiveState = { ...START, phase: "hold", window: 10 };
    return [...Array(6).keys()].map((i) => {
      const now = (i + 1) * 100_000;
      state = lone(state, now, kind);
      return Math.round(state.pausedUntil - now);
    });
  };

  it("pauses longer in an outage, up to a bound", () => {
    expect(pauses("throttled")).toEqual([1000, 2200, 4840, 10_648, 11_000, 11_000]);
  });

  it("keeps pauses short where capacity is missing: that is the breaker's to judge", () => {
    expect(pauses("unavailable")).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it("spreads its pauses by chance", () => {
    const sample = {
      kind: "throttled",
      sentAt: 980,
      now: 1000,
      level: 1,
      inFlight: 0,
      denied: true,
    } as const;
    const paused = (chance: number): number =>
      adaptive.step({ ...START, window: 10 }, sample, OPTIONS, () => chance).state.pausedUntil;
    expect([paused(0), paused(1)]).toEqual([1750, 2250]);
  });

  it("remembers through an outage what the window and its ceiling were before", () => {
    const ceiling = { level: 12, drift: 0.1, at: 900 };
    let state: AdaptiveState = { ...START, phase: "hold", window: 12, ceiling };
    const cut = { kind: "throttled", sentAt: 980, now: 1000, level: 12, inFlight: 11, denied: true } as const;
    state = adaptive.step(state, cut, OPTIONS, half).state;
    state = lone(lone(state, 2000), 6000);
    expect(state).toMatchObject({ phase: "outage", window: 1, ceiling });
    const served = {
      kind: "served",
      sentAt: 12_000,
      now: 13_000,
      level: 1,
      inFlight: 0,
      denied: true,
    } as const;
    expect(adaptive.step(state, served, OPTIONS, half).state).toMatchObject({
      window: 6,
      goal: 12,
      refusals: 0,
    });
  });

  it("bears six refusals of a single attempt before it goes below one slot", () => {
    let state: AdaptiveState = { ...START, phase: "hold", window: 1 };
    const windows = [...Array(8).keys()].map((i) => {
      state = lone(state, (i + 1) * 100_000);
      return state.window;
    });
    expect(windows.map((window) => Math.round(window * 100) / 100)).toEqual([1, 1, 1, 1, 1, 1, 0.7, 0.49]);
    expect(state.patience).toBe(0);
  });

  it("waits four round trips between bids for its only slot", () => {
    expect(lone({ ...START, phase: "hold", window: 1 }, 1000).pausedUntil).toBe(5000);
  });

  it("regains patience by answers, to what it was at most", () => {
    const sample = { kind: "served", sentAt: 0, now: 1000, level: 1, inFlight: 0, denied: true } as const;
    const left = (patience: number): number =>
      adaptive.step({ ...START, patience }, sample, OPTIONS, half).state.patience;
    expect(left(1)).toBeCloseTo(1.2);
    expect(left(5.9)).toBe(6);
  });

  it("forgets at a refusal that it was on its way back from an outage", () => {
    const back: AdaptiveState = { ...START, phase: "climb", window: 10, base: 5, goal: 20 };
    const sample = {
      kind: "throttled",
      sentAt: 980,
      now: 1000,
      level: 9,
      inFlight: 8,
      denied: true,
    } as const;
    expect(adaptive.step(back, sample, OPTIONS, half).state).toMatchObject({
      goal: 0,
      window: 8,
      phase: "hold",
    });
  });
});

describe("the adaptive law among more clients than slots", () => {
  const sample = { kind: "served", sentAt: 0, now: 1000, level: 1, inFlight: 0, denied: true } as const;
  const answered = (state: Partial<AdaptiveState>, chance = 0.5): AdaptiveState =>
    adaptive.step({ ...START, phase: "hold", ...state }, sample, OPTIONS, () => chance).state;

  it("pauses between turns for five round trips of a whole slot, give or take a half", () => {
    const paused = (chance: number): number =>
      Math.round(answered({ window: 0.5, turn: 1 }, chance).pausedUntil - 1000);
    expect([paused(0), paused(0.5), paused(1)]).toEqual([5000, 10_000, 15_000]);
  });

  it("pauses as long after a lost bid", () => {
    expect(lone({ ...START, phase: "hold", window: 0.4, patience: 0 }, 1000).pausedUntil).toBe(13_500);
  });

  it("keeps a slot for five answers more per bid that was lost for it", () => {
    let state = lone({ ...START, phase: "hold", window: 0.4, patience: 0 }, 1000);
    state = lone(state, 20_000);
    const turns: number[] = [];
    for (let answer = 1; turns.length === 0; answer++) {
      state = adaptive.step(state, { ...sample, sentAt: 40_000, now: 41_000 }, OPTIONS, half).state;
      if (state.pausedUntil > 41_000) turns.push(answer);
    }
    expect(turns).toEqual([11]);
    expect(state.lost).toBe(0);
  });

  it("does not pause once it has a whole slot again", () => {
    expect(answered({ window: 0.95 }).pausedUntil).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("what the adaptive law lets go", () => {
  const NEVER = Number.NEGATIVE_INFINITY;
  it.each([
    ["a free slot", { window: 3.9 }, 2, 0],
    ["no free slot", { window: 3.9 }, 3, undefined],
    ["below one slot, nothing in flight", { window: 0.5 }, 0, 0],
    ["below one slot, one in flight", { window: 0.5 }, 1, undefined],
    ["a pause", { window: 3, pausedUntil: 1250 }, 0, 250],
    ["a pause that is over", { window: 3, pausedUntil: 900 }, 0, 0],
    [
      "soon after a refusal, no more than was in flight",
      { window: 9, clamp: { slots: 4, until: 1001 } },
      4,
      undefined,
    ],
    ["soon after a refusal, below that", { window: 9, clamp: { slots: 4, until: 1001 } }, 3, 0],
    ["soon after a refusal of a lone attempt, one", { window: 9, clamp: { slots: 0, until: 1001 } }, 0, 0],
    ["after that, the whole window", { window: 9, clamp: { slots: 4, until: 1000 } }, 8, 0],
    ["a clamp wider than the window", { window: 3, clamp: { slots: 8, until: NEVER } }, 3, undefined],
  ] as const)("%s", (_, state, inFlight, due) => {
    expect(adaptive.due({ ...START, ...state }, inFlight, 1000)).toBe(due);
  });

  it("clamps for as long as refusals take", () => {
    const sample = {
      kind: "throttled",
      sentAt: 980,
      now: 1000,
      level: 9,
      inFlight: 8,
      denied: true,
    } as const;
    const { clamp } = adaptive.step({ ...START, window: 10 }, sample, OPTIONS, half).state;
    expect(clamp).toEqual({ slots: 8, until: 1036 });
  });

  it("notes the first attempt sent after a refusal, and changes nothing by the next ones", () => {
    const first = adaptive.sent({ ...START, window: 5, phase: "hold" }, 1000, half);
    expect(first.freshAt).toBe(1000);
    expect(adaptive.sent(first, 1100, half)).toBe(first);
  });
});

describe("a window that nobody fills", () => {
  const idle = (state: AdaptiveState, now: number, level: number): AdaptiveState => {
    const sample = {
      kind: "served",
      sentAt: now - 900,
      now,
      level,
      inFlight: level - 1,
      denied: false,
    } as const;
    return adaptive.step(state, sample, OPTIONS, half).state;
  };

  it("falls by halves to twice what is wanted, one each twenty round trips", () => {
    let state: AdaptiveState = { ...START, phase: "hold", window: 40 };
    const windows = [];
    for (let now = 1000; now <= 120_000; now += 1000) {
      state = idle(state, now, 3);
      if (now % 20_000 === 1000) windows.push(state.window);
    }
    expect(windows).toEqual([40, 20, 10, 6, 6, 6]);
  });

  it("climbs back to where it was, soon, when more is wanted", () => {
    let state: AdaptiveState = { ...START, phase: "hold", window: 20, probeAt: 1e9 };
    for (let now = 1000; now <= 100_000; now += 1000) state = idle(state, now, 3);
    expect(state.window).toBe(6);
    const windows = [...Array(3).keys()].map((i) => {
      const now = 101_000 + 100 * i;
      const sample = { kind: "served", sentAt: now - 900, now, level: 6, inFlight: 5, denied: true } as const;
      state = adaptive.step(state, sample, OPTIONS, half).state;
      return state.window;
    });
    expect(windows).toEqual([12, 20, 21]);
  });
});
