import { describe, expect, it } from "vitest";
import type { HealthOptions } from "../../src/health/region.js";
import { NAME, region, states } from "./help.js";

describe("capacity errors in a row", () => {
  it("trip the region, for all its models", () => {
    const { health, events, fail } = region();
    fail("a", 3, 0);
    fail("b", 1, 0);
    expect(health.shut("a")).toBe(false);
    fail("b", 1, 0);
    expect([health.shut("a"), health.shut("b"), health.dueIn("b", 0)]).toEqual([true, true, 1000]);
    expect(events).toEqual([
      { ...NAME, from: "closed", to: "open", reason: "5 capacity errors in a row", openMs: 1000 },
    ]);
  });

  it("that calls in flight would dilute trip all the same", () => {
    const { health, fail } = region();
    const running = Array.from({ length: 40 }, () => health.enter("a", 0));
    fail("a", 5, 10);
    expect(health.shut("a")).toBe(true);
    for (const entry of running) health.leave(entry, "up", 5000);
    expect(health.shut("a")).toBe(true);
  });

  it("of calls that last long trip when they end", () => {
    const { health, attempt } = region();
    for (let i = 0; i < 5; i++) attempt("a", "down", i, 100_000);
    expect(health.shut("a")).toBe(true);
  });

  it("with neutral ends among them trip, with a success among them do not", () => {
    const { health, attempt, fail } = region();
    fail("a", 4, 0);
    attempt("a", "neutral", 0);
    fail("a", 1, 0);
    expect(health.shut("a")).toBe(true);
    const other = region();
    other.fail("a", 4, 0);
    other.attempt("a", "up", 0, 0);
    other.fail("a", 4, 10);
    expect(other.health.shut("a")).toBe(false);
  });

  it("of a healthy region at its ceiling do not trip: something was served within a round trip", () => {
    const { health, attempt, fail, events, changes } = region();
    for (let now = 1500; now < 60_000; now += 150) {
      attempt(now % 300 === 0 ? "a" : "b", "up", now - 1500, now);
      fail(now % 300 === 0 ? "a" : "b", 8, now + 20);
    }
    expect([health.shut("a"), health.shut("b"), events, changes]).toEqual([false, false, [], []]);
  });

  it("trip in spite of a stream that began long ago and ends just now", () => {
    const { health, fail } = region();
    const stream = health.enter("b", 0);
    health.answered(stream, 100);
    health.leave(stream, "up", 60_000);
    fail("a", 5, 60_010);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("of one busy model among several open that lane's breaker only", () => {
    const { health, attempt, fail, events } = region();
    for (let now = 1500; now < 5000; now += 100) {
      attempt("b", "up", now - 1500, now);
      if (!health.shut("a")) fail("a", 1, now);
    }
    expect(states(health)).toEqual({ region: "closed", a: "open" });
    expect([health.dueIn("a", 1900), health.dueIn("b", 1900)]).toEqual([1000, 0]);
    expect(events).toMatchObject([{ ...NAME, model: "a", to: "open" }]);
  });

  it("under scope model never touch the region", () => {
    const { health, fail } = region({ scope: "model" });
    fail("a", 50, 0);
    expect([health.shut("a"), health.shut("b")]).toEqual([true, false]);
    expect(health.snapshot(0, 0)).toMatchObject([{ ...NAME, model: "a", state: "open" }]);
  });
});

describe("a region that was tripped", () => {
  function tripped(options: Partial<HealthOptions> = {}) {
    const made = region(options);
    const stale = made.health.enter("a", 0);
    made.fail("a", 5, 0);
    expect(made.health.dueIn("b", 1000)).toBe(0);
    return { ...made, stale };
  }

  it("admits one probe of any model, and closes for all when it succeeds", () => {
    const { health, events } = tripped();
    const probe = health.enter("a", 1000);
    expect([health.dueIn("b", 1000), health.soonestIn("b", 1000)]).toEqual([8000, 0]);
    health.leave(probe, "up", 2500);
    expect(states(health)).toEqual({ region: "closed" });
    expect(events.map(({ to }) => to)).toEqual(["open", "halfOpen", "closed"]);
  });

  it("is not moved by what began before: no late success, no late failure", () => {
    const { health, stale, attempt } = tripped();
    health.leave(stale, "up", 1100);
    expect(states(health).region).toBe("halfOpen");
    attempt("a", "up", 1100, 1200);
    expect(states(health).region).toBe("closed");
    for (let i = 0; i < 9; i++) health.leave({ ...stale }, "down", 9000);
    expect(states(health).region).toBe("closed");
  });

  it("counts no late success against a new streak", () => {
    const { health, stale, attempt, fail } = tripped();
    attempt("a", "up", 1000, 1100);
    fail("a", 4, 2000);
    health.leave(stale, "up", 2000);
    fail("a", 1, 2000);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("stays half-open after a neutral probe, and tells those who wait elsewhere that its place is free", () => {
    const { health, changes } = tripped();
    const probe = health.enter("a", 1000);
    changes.length = 0;
    health.leave(probe, "neutral", 1100);
    expect([states(health).region, health.dueIn("b", 1100)]).toEqual(["halfOpen", 0]);
    expect(changes).toEqual([undefined]);
  });

  it("also tells them when one of several probes has succeeded", () => {
    const { health, changes } = tripped({ probes: 2 });
    const probes = [health.enter("a", 1000), health.enter("a", 1000)];
    changes.length = 0;
    if (probes[0]) health.leave(probes[0], "up", 1100);
    expect(states(health).region).toBe("halfOpen");
    expect(changes).toEqual([undefined]);
  });

  it("keeps its probes' failures from opening a lane's breaker on top", () => {
    const { health } = tripped();
    let now = 1000;
    for (let i = 0; i < 12; i++) {
      now += health.dueIn("a", now);
      health.leave(health.enter("a", now), "down", now);
    }
    expect(states(health, now)).toEqual({ region: "open" });
    now += health.dueIn("a", now);
    health.leave(health.enter("a", now), "up", now + 1);
    expect([health.shut("a"), health.dueIn("a", now + 1)]).toEqual([false, 0]);
  });

  it("does not trip again by what passes it while it is open, as while only observing", () => {
    const { health, fail, events } = region();
    fail("a", 60, 0);
    expect(events).toHaveLength(1);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("does not count the rest of what was in flight against the lane", () => {
    const { health, events } = region();
    const flying = Array.from({ length: 20 }, () => health.enter("a", 0));
    for (const entry of flying) health.leave(entry, "down", 50);
    expect(states(health)).toEqual({ region: "open" });
    expect(events).toHaveLength(1);
  });
});

describe("the snapshot", () => {
  it("tells of the region always, of a lane when there is something to tell", () => {
    const { health, attempt, fail } = region();
    expect(health.snapshot(0, 0)).toEqual([{ ...NAME, state: "closed", failures: 0, trips: 0 }]);
    attempt("b", "up", 0, 100);
    fail("a", 2, 200);
    expect(health.snapshot(0, 0)).toMatchObject([
      { failures: 2 },
      { model: "a", failures: 2, state: "closed" },
    ]);
    fail("a", 3, 500);
    expect(health.snapshot(700, 1_000_700)[0]).toEqual({
      ...NAME,
      state: "open",
      failures: 0,
      trips: 1,
      probesInMs: 800,
      openedAt: 1_000_500,
      probesAt: 1_001_500,
    });
  });

  it("has nothing left to wait where nobody has asked since the time was up", () => {
    const { health, fail } = region();
    fail("a", 5, 0);
    expect(health.snapshot(5000, 5000)[0]).toMatchObject({ state: "open", probesInMs: 0, probesAt: 1000 });
  });

  it("knows no lane that was never added", () => {
    const { health } = region();
    expect(() => health.dueIn("c", 0)).toThrow(/never added/);
  });
});
