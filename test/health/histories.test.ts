import { describe, expect, it } from "vitest";
import { region, states } from "./help.js";

/** What goes wrong with a breaker that is put around each call, and so learns of starts and of headers. Not so here. */
describe("history", () => {
  it("1: nine streams in flight do not make ten capacity errors of five", () => {
    const { health, fail } = region();
    for (let i = 0; i < 9; i++) health.answered(health.enter("a", 0), 500);
    fail("a", 4, 5000);
    expect(health.shut("a")).toBe(false);
    fail("a", 1, 5000);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("2: calls that last longer than any window trip when they fail", () => {
    const { health } = region();
    const calls = Array.from({ length: 5 }, () => health.enter("a", 0));
    for (const [index, call] of calls.entries()) health.leave(call, "down", 600_000 + index);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("3: a bad request or an abort as probe does not close it, and leaves room for the next probe", () => {
    const { health, fail, events } = region();
    fail("a", 5, 0);
    for (let i = 0; i < 10; i++) {
      expect(health.dueIn("a", 1000 + i)).toBe(0);
      health.leave(health.enter("a", 1000 + i), "neutral", 1000 + i);
    }
    expect(states(health)).toEqual({ region: "halfOpen" });
    expect(events.map(({ to }) => to)).toEqual(["open", "halfOpen"]);
  });

  it("4: what was sent before the outage neither closes it late nor opens it again", () => {
    const { health, fail } = region();
    const [served, answered, failed] = [0, 0, 0].map(() => health.enter("a", 0));
    if (!served || !answered || !failed) throw new Error("three were made");
    fail("a", 5, 10);
    expect(health.dueIn("a", 1010)).toBe(0);
    const probe = health.enter("a", 1010);
    health.leave(served, "up", 1020);
    health.answered(answered, 1030);
    health.leave(failed, "down", 1040);
    expect(states(health)).toEqual({ region: "halfOpen" });
    health.answered(probe, 1100);
    health.leave(answered, "down", 1200);
    expect(states(health)).toEqual({ region: "closed" });
  });

  it("5: a probe that never ends does not leave it half-open for ever", () => {
    const { health, fail, events } = region();
    fail("a", 5, 0);
    health.dueIn("a", 1000);
    const hung = health.enter("a", 1000);
    expect([health.dueIn("b", 1000), health.dueIn("b", 8999)]).toEqual([8000, 1]);
    expect(health.dueIn("b", 9000)).toBe(2000);
    expect(events.at(-1)).toMatchObject({ to: "open", reason: "a probe gave no answer" });
    health.leave(health.enter("b", 11_000), "up", 11_100);
    health.leave(hung, "down", 1e6);
    expect(states(health)).toEqual({ region: "closed" });
  });

  it("6: an answer that takes ten minutes is no failure; nor is one to a probe, where answers take that long", () => {
    const { health, fail, attempt } = region();
    attempt("a", "up", 0, 600_000);
    expect(states(health)).toEqual({ region: "closed" });
    fail("a", 5, 1_300_000);
    expect(health.dueIn("a", 1_301_000)).toBe(0);
    const probe = health.enter("a", 1_301_000);
    expect(health.dueIn("a", 1_901_000)).toBeGreaterThan(0);
    health.leave(probe, "up", 1_901_000);
    expect(states(health)).toEqual({ region: "closed" });
  });

  it("7: a stream that is refused after its headers counts as refused", () => {
    const { health } = region();
    for (let i = 0; i < 5; i++) {
      const stream = health.enter("a", i * 10_000);
      health.answered(stream, i * 10_000 + 100);
      health.leave(stream, "down", i * 10_000 + 5000);
    }
    expect(health.snapshot(50_000, 0)[0]).toMatchObject({ failures: 1 });
    const streams = Array.from({ length: 5 }, () => health.enter("a", 60_000));
    for (const stream of streams) health.answered(stream, 60_100);
    for (const stream of streams) health.leave(stream, "down", 65_000);
    expect(states(health)).toEqual({ region: "open" });
  });
});

describe("a probe with a long stream", () => {
  it("closes the region when it is answered; how it ends is of an earlier state", () => {
    const { health, fail, changes } = region();
    fail("a", 5, 0);
    health.dueIn("a", 1000);
    const probe = health.enter("a", 1000);
    health.answered(probe, 1200);
    expect([states(health), health.dueIn("b", 1200)]).toEqual([{ region: "closed" }, 0]);
    expect(changes.at(-1)).toEqual({ model: undefined, to: "closed" });
    health.leave(probe, "down", 90_000);
    expect(health.snapshot(90_000, 0)).toMatchObject([{ state: "closed", failures: 0 }]);
  });

  it("closes the lane likewise, and tells which", () => {
    const { health, fail, attempt, changes } = region();
    attempt("b", "up", 0, 1000);
    fail("a", 5, 1000);
    health.dueIn("a", 2000);
    const probe = health.enter("a", 2000);
    health.answered(probe, 2200);
    expect(states(health, 2200)).toEqual({ region: "closed", a: "closed" });
    expect(changes.at(-1)).toEqual({ model: "a", to: "closed" });
    health.leave(probe, "fault", 90_000);
    expect(health.shut("a")).toBe(false);
  });

  it("of two is one proof, when it is answered and not again when it ends", () => {
    const { health, fail } = region({ probes: 2 });
    fail("a", 5, 0);
    health.dueIn("a", 1000);
    const probe = health.enter("a", 1000);
    health.answered(probe, 1200);
    health.leave(probe, "up", 5000);
    expect(states(health)).toEqual({ region: "halfOpen" });
    health.answered(health.enter("b", 5000), 5100);
    expect(states(health)).toEqual({ region: "closed" });
  });
});

describe("a region that comes and goes", () => {
  /** Ten minutes of a far side that is up and down by turns, asked every 50 ms. */
  function flapping(periodMs: number, seed: number) {
    let drawn = seed;
    const chance = (): number => {
      drawn = (drawn * 16_807) % 2_147_483_647;
      return drawn / 2_147_483_647;
    };
    const made = region({ openMs: 2000, maxOpenMs: 10_000 }, chance);
    for (let now = 0; now < 600_000; now += 50) {
      const up = Math.floor(now / periodMs) % 2 === 0;
      if (made.health.dueIn("a", now) === 0) made.attempt("a", up ? "up" : "down", now, now + 20);
    }
    return made;
  }

  it.each([1, 2, 3, 4, 5])(
    "every 5 s is not followed: fewer than two changes in three open times (seed %i)",
    (seed) => {
      const { events } = flapping(5000, seed);
      // Without memory of the trips before it would be three in three.
      expect(events.length).toBeLessThan((2 / 3) * (600_000 / 2000));
      const opened = events.flatMap(({ openMs }) => openMs ?? []);
      expect(Math.min(...opened.slice(4))).toBeGreaterThanOrEqual(8000);
    },
  );

  it("every two minutes is forgiven each time: it is found again as soon as the first time", () => {
    const { events } = flapping(120_000, 1);
    const trips = events.filter(({ from, to }) => from === "closed" && to === "open");
    expect(trips).toHaveLength(2);
    for (const { openMs } of trips) expect(openMs).toBeLessThanOrEqual(2000);
  });
});
