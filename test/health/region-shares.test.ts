import { describe, expect, it } from "vitest";
import { NAME, region, states } from "./help.js";

describe("the share of server errors", () => {
  it("trips the region, and the reason says the numbers", () => {
    const { health, events, repeat } = region();
    repeat("a", "up", 8, 0);
    repeat("a", "fault", 11, 10);
    expect(health.shut("a")).toBe(false);
    repeat("a", "fault", 1, 20);
    expect([states(health), health.dueIn("b", 20)]).toEqual([{ region: "open" }, 1000]);
    const reason = "12 of the last 20 attempts were server errors";
    expect(events).toEqual([{ ...NAME, from: "closed", to: "open", reason, openMs: 1000 }]);
  });

  it("is taken of all models together, each of which alone has too few attempts", () => {
    const { health, repeat } = region();
    repeat("a", "fault", 10, 0);
    repeat("b", "fault", 10, 0);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("of one bad model among served others trips only that lane", () => {
    const { health, events, attempt } = region();
    for (let i = 0; i < 20; i++) {
      attempt("a", "fault", i);
      if (i % 4 === 0) attempt("b", "up", i);
    }
    expect(states(health)).toEqual({ region: "closed", a: "open" });
    expect(events).toMatchObject([{ model: "a", reason: "20 of the last 20 attempts were server errors" }]);
    expect(health.dueIn("b", 20)).toBe(0);
  });

  it("also if the others' answers are still to come", () => {
    const { health, repeat } = region();
    const slow = health.enter("b", 0);
    repeat("a", "fault", 20, 10);
    expect(states(health)).toEqual({ region: "closed", a: "open" });
    health.leave(slow, "up", 60_000);
    expect(states(health)).toEqual({ region: "closed", a: "open" });
  });

  it("trips the region once the others fail as well", () => {
    const { health, repeat } = region();
    const slow = health.enter("b", 0);
    repeat("a", "fault", 20, 10);
    health.leave(slow, "fault", 20);
    expect(states(health).region).toBe("open");
  });

  it("trips the region where the other model's breaker is open, whatever it has under way", () => {
    const { health, attempt, repeat, fail } = region();
    health.enter("a", 0);
    attempt("b", "up", 0, 1000);
    fail("a", 5, 1000);
    expect(states(health)).toEqual({ region: "closed", a: "open" });
    repeat("b", "fault", 20, 61_001);
    expect(states(health).region).toBe("open");
  });

  it("is not taken of what runs, of neutral ends, nor of attempts of long ago", () => {
    const { health, repeat } = region();
    for (let i = 0; i < 50; i++) health.enter("a", 0);
    repeat("a", "fault", 19, 0);
    repeat("a", "neutral", 50, 0);
    expect(states(health)).toEqual({ region: "closed" });
    repeat("a", "fault", 19, 60_001);
    expect(states(health)).toEqual({ region: "closed" });
    repeat("a", "fault", 1, 60_001);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("begins anew after a trip and after a close, for the region and for its lanes", () => {
    const { health, repeat } = region();
    repeat("a", "fault", 20, 0);
    const probe = health.enter("b", 1000);
    health.leave(probe, "up", 1000);
    repeat("a", "fault", 19, 1000);
    expect(states(health)).toEqual({ region: "closed" });
    repeat("a", "fault", 1, 1000);
    expect(states(health)).toEqual({ region: "open" });
  });

  it("leaves out what was sent before, in the region and in the lane", () => {
    const { health, repeat } = region();
    const before = Array.from({ length: 40 }, () => health.enter("a", 0));
    repeat("a", "fault", 20, 0);
    health.leave(health.enter("b", 1000), "up", 1000);
    for (const entry of before) health.leave(entry, "fault", 2000);
    expect([health.shut("a"), health.shut("b")]).toEqual([false, false]);
  });

  it("under scope model never touches the region", () => {
    const { health, repeat } = region({ scope: "model" });
    repeat("a", "fault", 10, 0);
    repeat("b", "fault", 20, 0);
    expect(states(health)).toEqual({ b: "open" });
  });

  it("goes by each lane's own settings", () => {
    const { health, settings, attempt } = region();
    health.addLane("strict", { ...settings, shareOf: 4, serverErrorShare: 0.25 }, 0);
    for (const verdict of ["up", "up", "up", "fault"] as const) attempt("strict", verdict, 0);
    expect(states(health)).toEqual({ region: "closed", strict: "open" });
  });
});

describe("the share of timeouts", () => {
  it("trips likewise, apart from that of server errors", () => {
    const { health, repeat, events } = region({ serverErrorShare: 1, timeoutShare: 0.25 });
    repeat("a", "fault", 9, 0);
    repeat("a", "up", 7, 0);
    repeat("a", "late", 3, 0);
    expect(health.shut("a")).toBe(false);
    repeat("a", "late", 1, 0);
    repeat("a", "late", 1, 0);
    expect(events.map(({ reason }) => reason)).toEqual(["5 of the last 20 attempts were timeouts"]);
  });
});

describe("faults and timeouts", () => {
  it("neither lengthen a streak of capacity errors nor end it", () => {
    const { health, fail, repeat } = region();
    fail("a", 4, 0);
    repeat("a", "fault", 4, 0);
    repeat("a", "late", 4, 0);
    expect([health.shut("a"), health.shut("b")]).toEqual([false, false]);
    fail("a", 1, 0);
    expect(states(health)).toEqual({ region: "open" });
  });

  it.each(["fault", "late"] as const)("fail as probes: %s", (verdict) => {
    const { health, fail, attempt } = region();
    fail("a", 5, 0);
    expect(health.dueIn("a", 1000)).toBe(0);
    attempt("a", verdict, 1000, 1100);
    expect([states(health), health.dueIn("a", 1100)]).toEqual([{ region: "open" }, 2000]);
  });

  it("below their shares never trip, however long they go on", () => {
    const { health, attempt, events } = region();
    for (let i = 0; i < 600; i++) attempt(i % 2 ? "a" : "b", i % 5 < 2 ? "fault" : "up", i * 50);
    expect([events, states(health)]).toEqual([[], { region: "closed" }]);
  });
});

describe("what the service asks to wait", () => {
  it("keeps whatever it trips open for as long, if that is longer", () => {
    const { health, fail } = region();
    fail("a", 4, 0);
    health.leave(health.enter("a", 0), "down", 0, 15_000);
    expect(health.dueIn("b", 0)).toBe(15_000);
    health.leave(health.enter("b", 15_000), "fault", 15_000, 100);
    expect(health.dueIn("b", 15_000)).toBe(2000);
    health.leave(health.enter("b", 17_000), "down", 17_000, 30_000);
    expect(health.dueIn("b", 17_000)).toBe(30_000);
    const lane = region({ scope: "model" });
    for (let i = 0; i < 20; i++) lane.health.leave(lane.health.enter("a", 0), "fault", 0, 3000);
    expect(lane.health.dueIn("a", 0)).toBe(3000);
    lane.health.leave(lane.health.enter("a", 3000), "down", 3000, 30_000);
    expect(lane.health.dueIn("a", 3000)).toBe(30_000);
  });
});
