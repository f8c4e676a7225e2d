import { describe, expect, it } from "vitest";
import { NAME, region, states } from "./help.js";

const NEVER = Number.POSITIVE_INFINITY;

describe("a region that is forced open", () => {
  it("admits nothing of any lane, has no time when it will, and says so", () => {
    const { health, events, changes } = region();
    health.forceOpen(100);
    health.forceOpen(200);
    for (const model of ["a", "b"])
      expect([health.dueIn(model, 1e9), health.soonestIn(model, 1e9), health.shut(model)]).toEqual([
        NEVER,
        NEVER,
        true,
      ]);
    expect(events).toEqual([{ ...NAME, from: "closed", to: "open", reason: "forced open" }]);
    expect(changes).toEqual([{ model: undefined, to: "open" }]);
    expect(health.snapshot(500, 1_000_500)).toEqual([
      { ...NAME, state: "open", failures: 0, trips: 0, openedAt: 1_000_100, forced: true },
    ]);
  });

  it("stays so whatever comes of what was sent before, or passes it while only observing", () => {
    const { health, events, repeat } = region();
    const sent = Array.from({ length: 60 }, () => health.enter("a", 0));
    health.forceOpen(100);
    for (const [index, entry] of sent.entries())
      health.leave(entry, (["up", "down", "fault"] as const)[index % 3] ?? "up", 200);
    for (const verdict of ["up", "down", "fault", "late"] as const) repeat("a", verdict, 30, 300);
    expect([events.length, states(health)]).toEqual([1, { region: "open" }]);
  });

  it("was half-open before: its probe no longer matters", () => {
    const { health, fail, events } = region();
    fail("a", 5, 0);
    health.dueIn("a", 1000);
    const probe = health.enter("a", 1000);
    health.forceOpen(1100);
    health.leave(probe, "up", 1200);
    expect(states(health)).toEqual({ region: "open" });
    expect(events.at(-1)).toMatchObject({ from: "halfOpen", to: "open", reason: "forced open" });
  });

  it("under scope model is forced and told of all the same", () => {
    const { health } = region({ scope: "model" });
    health.forceOpen(0);
    expect([health.dueIn("a", 1e9), states(health)]).toEqual([NEVER, { region: "open" }]);
    health.forceClose();
    expect([health.dueIn("a", 1e9), states(health)]).toEqual([0, {}]);
  });
});

describe("a region that is forced closed", () => {
  it("admits all again, and follows the normal rules afterwards", () => {
    const { health, events, fail } = region();
    health.forceOpen(0);
    health.forceClose();
    health.forceClose();
    expect(health.dueIn("a", 1)).toBe(0);
    expect(events.at(-1)).toEqual({ ...NAME, from: "open", to: "closed", reason: "forced closed" });
    expect(events).toHaveLength(2);
    fail("a", 4, 10);
    expect(health.shut("a")).toBe(false);
    fail("a", 1, 10);
    expect(health.dueIn("a", 10)).toBe(1000);
  });

  it("forgets streaks, shares and trips, of its lanes too", () => {
    const { health, fail, repeat } = region();
    fail("a", 5, 0);
    health.leave(health.enter("a", 1000), "down", 1000);
    expect(health.dueIn("a", 3000)).toBe(0);
    health.leave(health.enter("a", 3000), "up", 3000);
    expect(health.snapshot(3000, 0)[0]).toMatchObject({ state: "closed", trips: 2 });
    health.forceClose();
    expect(health.snapshot(3000, 0)[0]).toMatchObject({ state: "closed", trips: 0 });
    fail("a", 4, 4000);
    repeat("b", "fault", 15, 4000);
    health.forceClose();
    fail("a", 4, 4000);
    repeat("b", "fault", 15, 4000);
    expect(states(health)).toEqual({ region: "closed", a: "closed" });
    fail("a", 1, 4000);
    expect(health.dueIn("a", 4000)).toBe(1000);
  });

  it("closes the breakers of its lanes", () => {
    const { health, attempt, fail, events, changes } = region();
    attempt("b", "up", 0, 1000);
    fail("a", 5, 1000);
    expect(states(health)).toEqual({ region: "closed", a: "open" });
    health.forceClose();
    expect([states(health), health.dueIn("a", 1000)]).toEqual([{ region: "closed" }, 0]);
    expect(events.at(-1)).toMatchObject({ model: "a", to: "closed", reason: "forced closed" });
    expect(changes.at(-1)).toEqual({ model: "a", to: "closed" });
  });
});
