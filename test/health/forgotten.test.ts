import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Last } from "../../src/health/last.js";
import { NAME, region, states } from "./help.js";

describe("a lane that is forgotten", () => {
  it("takes what was known of it along", () => {
    const { health, settings, fail } = region({ scope: "model" });
    fail("a", 4, 0);
    expect(states(health)).toEqual({ a: "closed" });
    health.removeLane("a", 10);
    expect(states(health)).toEqual({});
    expect(() => health.shut("a")).toThrow("never added");
    health.addLane("a", settings, 20);
    fail("a", 4, 30);
    expect(states(health)).toEqual({ a: "closed" });
  });

  it("leaves its breaker behind while that is open, for the one that takes its place, with other settings", () => {
    const { health, settings, fail, events } = region({ scope: "model" });
    fail("a", 5, 0);
    health.removeLane("a", 500);
    expect(states(health, 500)).toEqual({ a: "open" });
    health.addLane("a", { ...settings, openMs: 4000 }, 600);
    expect([health.dueIn("a", 600), health.dueIn("a", 1000)]).toEqual([400, 0]);
    health.leave(health.enter("a", 1000), "down", 1000);
    expect(health.dueIn("a", 1000)).toBe(8000);
    expect(events.map(({ to }) => to)).toEqual(["open", "halfOpen", "open"]);
  });

  it("leaves none once its time is over, and says nothing of that", () => {
    const { health, settings, fail, events } = region({ scope: "model" });
    fail("a", 5, 0);
    health.removeLane("a", 1000);
    expect([health.snapshot(1000, 0), events.length]).toEqual([[], 1]);
    health.addLane("a", settings, 1001);
    expect(health.dueIn("a", 1001)).toBe(0);
  });

  it("does not keep more breakers than are open, but for a few, however many lanes come and go", () => {
    const { health, settings } = region({ scope: "model", failures: 1 });
    for (let id = 0; id < 5000; id++) {
      const now = id * 10;
      health.addLane(`m${id}`, settings, now);
      health.leave(health.enter(`m${id}`, now), "down", now);
      health.removeLane(`m${id}`, now);
    }
    // Each is open for a second: a hundred are at any moment.
    expect(health.snapshot(50_000, 0).length).toBeLessThanOrEqual(220);
    health.forceClose();
    expect(health.snapshot(50_000, 0)).toEqual([]);
  });

  it("is told of with what it leaves", () => {
    const { health, fail } = region({ scope: "model" });
    fail("a", 5, 0);
    health.removeLane("a", 1);
    expect(health.snapshot(1, 1000)).toMatchObject([{ ...NAME, model: "a", state: "open", probesAt: 1999 }]);
  });
});

it("the last of what was kept are the newest, however often their number changes", () => {
  const step = fc.oneof(fc.constant("keep" as const), fc.integer({ min: 2, max: 12 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const last = new Last<number>(5);
      let [size, kept, all] = [5, 0, [] as number[]];
      for (const each of steps) {
        if (each === "keep") {
          last.keep(++kept);
          all = [...all, kept].slice(-size);
        } else {
          last.resize(each);
          size = each;
          all = all.slice(-size);
        }
        expect([...last.items].sort((a, b) => a - b)).toEqual(all);
      }
    }),
  );
});
