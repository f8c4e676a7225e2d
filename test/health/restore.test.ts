import { describe, expect, it } from "vitest";
import type { RestoredBreaker } from "../../src/settings/settings.js";
import { NAME, region, states } from "./help.js";

const WALL = 1_700_000_000_000;

/** A region that goes on from these, by a clock that has just begun. */
function restored(breakers: readonly Partial<RestoredBreaker>[], options = {}) {
  const made = region(options);
  const all = breakers.map((each) => ({ ...NAME, state: "open", trips: 1, ...each }) as RestoredBreaker);
  made.health.restore(all, 50, WALL);
  return made;
}

describe("a restored breaker", () => {
  it("that is open stays so until its own time, and stays open longer if it fails then", () => {
    const { health, events, changes } = restored([
      { trips: 3, openedAt: WALL - 1000, probesAt: WALL + 2500 },
    ]);
    expect([health.dueIn("a", 50), health.dueIn("a", 2549), states(health)]).toEqual([
      2500,
      1,
      { region: "open" },
    ]);
    expect(events).toEqual([{ ...NAME, from: "closed", to: "open", reason: "restored", openMs: 2500 }]);
    expect(changes).toEqual([{ model: undefined, to: "open" }]);
    expect(health.dueIn("a", 2550)).toBe(0);
    health.leave(health.enter("a", 2550), "down", 2550);
    expect(health.dueIn("a", 2550)).toBe(8000);
  });

  it.each([
    ["long over", WALL - 1e9, 0],
    ["over just now", WALL, 0],
    ["as far off as may be", WALL + 8000, 8000],
    ["too far off: a clock has jumped", WALL + 86_400_000, 8000],
    ["not told", undefined, 0],
  ])("whose time is %s has so much left", (_, probesAt, left) => {
    const { health, events } = restored([{ probesAt }]);
    expect(events).toMatchObject([{ reason: "restored", openMs: left }]);
    expect(health.soonestIn("a", 50)).toBe(left);
  });

  it("that was half-open asks for a probe at once", () => {
    const { health } = restored([{ state: "halfOpen", trips: 2, probesAt: WALL + 5000 }]);
    expect(states(health)).toEqual({ region: "open" });
    expect(health.dueIn("a", 50)).toBe(0);
    const probe = health.enter("a", 50);
    expect(health.dueIn("b", 50)).toBeGreaterThan(0);
    health.answered(probe, 60);
    expect(states(health)).toEqual({ region: "closed" });
  });

  it("that was closed is no event, and has its trips in a row", () => {
    const { health, events, fail } = restored([{ state: "closed", trips: 2 }]);
    expect([events, health.dueIn("a", 50)]).toEqual([[], 0]);
    fail("a", 5, 60);
    expect(health.dueIn("a", 60)).toBe(4000);
  });

  it("that was forced open stays so, whatever else is said of it", () => {
    const closed = restored([{ state: "closed", forced: true }]);
    expect(closed.health.dueIn("a", 1e12)).toBe(Number.POSITIVE_INFINITY);
    const { health, events } = restored([{ forced: true, openedAt: WALL - 5000 }], { scope: "model" });
    expect(health.dueIn("a", 1e12)).toBe(Number.POSITIVE_INFINITY);
    expect(events).toEqual([{ ...NAME, from: "closed", to: "open", reason: "restored" }]);
    expect(health.snapshot(50, WALL)).toEqual([
      { ...NAME, state: "open", failures: 0, trips: 1, openedAt: WALL - 5000, forced: true },
    ]);
  });

  it("of another service or region, or of a region under scope model, is left out", () => {
    const { health } = restored([{ service: "BedrockAgent" }, { region: "us-west-2" }]);
    expect(states(health)).toEqual({ region: "closed" });
    const other = restored([{ probesAt: WALL + 5000 }], { scope: "model" });
    expect([other.health.dueIn("a", 50), other.events]).toEqual([0, []]);
  });

  it("of a lane is that lane's alone", () => {
    const { health, changes } = restored([{ model: "a", probesAt: WALL + 5000 }]);
    expect([health.dueIn("a", 50), health.dueIn("b", 50)]).toEqual([5000, 0]);
    expect(changes).toEqual([{ model: "a", to: "open" }]);
  });

  it("of a lane that comes later is kept for it, bounded by its own settings, and told of meanwhile", () => {
    const { health, settings, events } = restored([
      { model: "later", trips: 2, openedAt: WALL - 1000, probesAt: WALL + 7000 },
      { model: "never used", state: "closed", trips: 0 },
    ]);
    const told = {
      ...NAME,
      model: "later",
      state: "open",
      failures: 0,
      trips: 2,
      openedAt: WALL - 1000,
      probesAt: WALL + 7000,
    };
    expect(health.snapshot(1050, WALL + 1000).slice(1)).toEqual([{ ...told, probesInMs: 6000 }]);
    expect(events).toEqual([]);
    health.addLane("later", { ...settings, maxOpenMs: 3000 }, 1050);
    expect(events).toMatchObject([{ model: "later", reason: "restored", openMs: 2000 }]);
    expect(health.dueIn("later", 1050)).toBe(2000);
    expect(states(health)).toEqual({ region: "closed", later: "open" });
  });

  it("of a lane that comes later is forgotten when the region is forced closed", () => {
    const { health, settings } = restored([{ model: "later", probesAt: WALL + 7000 }]);
    health.forceClose();
    health.addLane("later", settings, 1050);
    expect(health.dueIn("later", 1050)).toBe(0);
  });

  it("goes by the monotonic clock from then on, however the other one jumps", () => {
    const { health } = restored([{ openedAt: WALL + 99_999, probesAt: WALL + 4000 }]);
    const [told] = health.snapshot(1050, WALL - 1e9);
    expect(told).toMatchObject({
      probesInMs: 3000,
      probesAt: WALL - 1e9 + 3000,
      openedAt: WALL - 1e9 - 1000,
    });
  });
});
