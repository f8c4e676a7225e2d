import { afterEach, describe, expect, it, vi } from "vitest";
import { halfOpen, lone } from "./help.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a closed breaker", () => {
  it("lets everyone through and has nothing to wait for", () => {
    const { breaker } = lone();
    expect([breaker.state, breaker.dueIn(5), breaker.soonestIn(5)]).toEqual(["closed", 0, 0]);
    expect(breaker.standing(5)).toEqual({ state: "closed", trips: 0 });
    expect(breaker.enter(5)).toMatchObject({ probe: false });
  });
});

describe("an open breaker", () => {
  it("says when it admits a probe, and is half-open exactly then", () => {
    const { breaker, changes } = lone();
    breaker.trip("5 in a row", 200);
    expect(breaker.standing(200)).toEqual({ state: "open", trips: 1, openedAt: 200, openUntil: 1200 });
    expect([breaker.dueIn(200), breaker.dueIn(1199)]).toEqual([1000, 1]);
    expect(breaker.dueIn(1200)).toBe(0);
    expect(breaker.standing(1200)).toEqual({ state: "halfOpen", trips: 1 });
    expect(changes).toEqual([
      { from: "closed", to: "open", reason: "5 in a row", openMs: 1000 },
      { from: "open", to: "halfOpen", reason: "open time is over" },
    ]);
  });

  it("ignores verdicts of attempts that began while it was closed", () => {
    const { breaker, changes } = lone();
    const [late, later] = [breaker.enter(0), breaker.enter(0)];
    breaker.trip("test", 0);
    breaker.dueIn(1000);
    breaker.ended(late, "up", 1000);
    expect([breaker.current(late), breaker.state]).toEqual([false, "halfOpen"]);
    breaker.ended(later, "down", 1000);
    expect(breaker.state).toBe("halfOpen");
    expect(changes).toHaveLength(2);
  });
});

describe("a half-open breaker", () => {
  it("closes when a probe succeeds", () => {
    const { breaker, changes } = halfOpen();
    breaker.ended(breaker.enter(1000), "up", 1500);
    expect(breaker.state).toBe("closed");
    expect(changes.at(-1)).toEqual({ from: "halfOpen", to: "closed", reason: "probes succeeded" });
  });

  it("closes as soon as its probe is answered; how that goes on is of an earlier state", () => {
    const { breaker, changes } = halfOpen();
    const [probe, other] = [breaker.enter(1000), breaker.enter(1000)];
    breaker.answered(probe, 1200);
    expect(breaker.state).toBe("closed");
    for (const late of [probe, other]) breaker.ended(late, "down", 60_000);
    expect([breaker.state, changes.length]).toEqual(["closed", 3]);
  });

  it.each(["down", "fault", "late"] as const)("opens again for twice as long on %s", (verdict) => {
    const { breaker, changes } = halfOpen();
    breaker.ended(breaker.enter(1000), verdict, 1500);
    expect(changes.at(-1)).toMatchObject({ from: "halfOpen", to: "open", reason: "a probe failed" });
    expect([breaker.standing(1500).trips, breaker.dueIn(1500)]).toEqual([2, 2000]);
  });

  it("opens again for as long as a failed probe was asked to wait", () => {
    const { breaker } = halfOpen();
    breaker.ended(breaker.enter(1000), "down", 1500, 12_000);
    expect(breaker.dueIn(1500)).toBe(12_000);
  });

  it("lets as many probes through as it may, and closes after as many successes", () => {
    const { breaker } = halfOpen({ probes: 3 });
    const probes = [breaker.enter(1000), breaker.enter(1100), breaker.enter(1200)];
    expect(breaker.dueIn(1200)).toBe(1000 + 8000 - 1200);
    expect(breaker.soonestIn(1200)).toBe(0);
    const [a, b, c] = probes;
    if (!a || !b || !c) throw new Error("three were made");
    breaker.ended(a, "up", 1300);
    expect(breaker.dueIn(1300)).toBe(0);
    breaker.ended(b, "up", 1300);
    expect(breaker.state).toBe("halfOpen");
    breaker.ended(c, "up", 1300);
    expect(breaker.state).toBe("closed");
  });

  it("counts an answer once, also when its probe then ends well", () => {
    const { breaker } = halfOpen({ probes: 2 });
    const probe = breaker.enter(1000);
    breaker.answered(probe, 1100);
    breaker.answered(probe, 1200);
    expect(breaker.ended(probe, "up", 1300)).toBe(true);
    expect(breaker.state).toBe("halfOpen");
    breaker.answered(breaker.enter(1300), 1400);
    expect(breaker.state).toBe("closed");
  });

  it("keeps the place of a probe that was answered until it ends, and waits for no end of it", () => {
    const { breaker } = halfOpen({ probes: 2 });
    const [long, hung] = [breaker.enter(1000), breaker.enter(2000)];
    breaker.answered(long, 1100);
    // Full; and only the one without an answer has a deadline.
    expect(breaker.dueIn(2000)).toBe(8000);
    expect(breaker.ended(hung, "neutral", 9500)).toBe(true);
    expect(breaker.dueIn(9500)).toBe(0);
    breaker.answered(breaker.enter(9500), 9600);
    expect(breaker.state).toBe("closed");
  });

  it("opens again when a probe fails after its answer, while another answer is still to come", () => {
    const { breaker } = halfOpen({ probes: 2 });
    const probe = breaker.enter(1000);
    breaker.answered(probe, 1100);
    breaker.ended(probe, "down", 1200);
    expect(breaker.state).toBe("open");
  });

  it("takes a probe's place back for a neutral end, which proves nothing", () => {
    const { breaker } = halfOpen();
    for (let i = 0; i < 5; i++) expect(breaker.ended(breaker.enter(1000), "neutral", 1100)).toBe(true);
    expect([breaker.state, breaker.dueIn(1100)]).toEqual(["halfOpen", 0]);
    expect([breaker.dueIn(1e6), breaker.state]).toEqual([0, "halfOpen"]);
  });

  it("counts a probe's verdict once", () => {
    const { breaker } = halfOpen({ probes: 2 });
    const probe = breaker.enter(1000);
    breaker.ended(probe, "neutral", 1100);
    const other = breaker.enter(1100);
    breaker.ended(other, "down", 1200);
    breaker.ended(probe, "up", 1200);
    breaker.ended(other, "up", 1200);
    expect(breaker.state).toBe("open");
  });

  it("takes a probe that gives no answer for a failure, and its late answer for nothing", () => {
    const { breaker, changes } = halfOpen();
    const hung = breaker.enter(1000);
    expect(breaker.dueIn(8999)).toBe(1);
    expect(breaker.dueIn(9000)).toBe(2000);
    expect(changes.at(-1)).toMatchObject({ from: "halfOpen", to: "open", reason: "a probe gave no answer" });
    breaker.dueIn(11_000);
    breaker.ended(hung, "up", 11_000);
    expect([breaker.state, breaker.dueIn(11_000)]).toEqual(["halfOpen", 0]);
  });

  it("moves on when somebody enters unasked, as while only observing", () => {
    const { breaker } = lone();
    breaker.trip("test", 0);
    expect(breaker.enter(999).probe).toBe(false);
    expect(breaker.enter(1000).probe).toBe(true);
    expect(breaker.state).toBe("halfOpen");
  });
});

describe("timers", () => {
  it("are never made, neither ours nor opossum's, in any state", () => {
    const timeout = vi.spyOn(globalThis, "setTimeout");
    const interval = vi.spyOn(globalThis, "setInterval");
    const { breaker } = halfOpen();
    breaker.ended(breaker.enter(1000), "down", 1100);
    breaker.dueIn(50_000);
    breaker.ended(breaker.enter(50_000), "up", 50_100);
    breaker.trip("again", 60_000);
    breaker.forceOpen(60_000);
    breaker.resume({ state: "open", trips: 1, openedAt: 0, openUntil: 70_000 }, 60_000);
    expect(breaker.state).toBe("open");
    expect(timeout).not.toHaveBeenCalled();
    expect(interval).not.toHaveBeenCalled();
  });
});
