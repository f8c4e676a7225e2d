import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Breaker, type BreakerChange, type BreakerOptions } from "../../src/health/breaker.js";

const OPTIONS: BreakerOptions = { openMs: 1000, maxOpenMs: 8000, probes: 1 };

function made(options: Partial<BreakerOptions> = {}, chance = 0) {
  const changes: BreakerChange[] = [];
  const breaker = new Breaker(
    { ...OPTIONS, ...options },
    () => chance,
    (change) => changes.push(change),
  );
  return { breaker, changes };
}

/** Tripped at 0, its time over at 1000. */
function halfOpen(options: Partial<BreakerOptions> = {}) {
  const both = made(options);
  both.breaker.trip("test", 0);
  expect(both.breaker.dueIn(1000)).toBe(0);
  return both;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a closed breaker", () => {
  it("lets everyone through and has nothing to wait for", () => {
    const { breaker } = made();
    expect([breaker.state, breaker.dueIn(5), breaker.soonestIn(5), breaker.openUntil]).toEqual([
      "closed",
      0,
      0,
      undefined,
    ]);
    expect(breaker.enter(5)).toMatchObject({ probe: false, sentAt: 5 });
  });
});

describe("an open breaker", () => {
  it("says when it admits a probe, and is half-open exactly then", () => {
    const { breaker, changes } = made();
    breaker.trip("5 in a row", 200);
    expect([breaker.state, breaker.openUntil, breaker.dueIn(200), breaker.dueIn(1199)]).toEqual([
      "open",
      1200,
      1000,
      1,
    ]);
    expect(breaker.dueIn(1200)).toBe(0);
    expect([breaker.state, breaker.openUntil]).toEqual(["halfOpen", undefined]);
    expect(changes).toEqual([
      { from: "closed", to: "open", reason: "5 in a row", openMs: 1000 },
      { from: "open", to: "halfOpen", reason: "open time is over" },
    ]);
  });

  it("ignores verdicts of attempts that began while it was closed", () => {
    const { breaker, changes } = made();
    const [late, later] = [breaker.enter(0), breaker.enter(0)];
    breaker.trip("test", 0);
    breaker.dueIn(1000);
    breaker.probed(late, "up", 1000);
    expect([breaker.current(late), breaker.state]).toEqual([false, "halfOpen"]);
    breaker.probed(later, "down", 1000);
    expect(breaker.state).toBe("halfOpen");
    expect(changes).toHaveLength(2);
  });
});

describe("a half-open breaker", () => {
  it("closes when a probe succeeds, and counts its trips anew", () => {
    const { breaker, changes } = halfOpen();
    breaker.probed(breaker.enter(1000), "up", 1500);
    expect([breaker.state, breaker.trips]).toEqual(["closed", 0]);
    expect(changes.at(-1)).toEqual({ from: "halfOpen", to: "closed", reason: "probes succeeded" });
  });

  it("opens again for twice as long when a probe fails", () => {
    const { breaker } = halfOpen();
    breaker.probed(breaker.enter(1000), "down", 1500);
    expect([breaker.state, breaker.trips, breaker.dueIn(1500)]).toEqual(["open", 2, 2000]);
  });

  it("lets as many probes through as it may, and closes after as many successes", () => {
    const { breaker } = halfOpen({ probes: 3 });
    const probes = [breaker.enter(1000), breaker.enter(1100), breaker.enter(1200)];
    expect(breaker.dueIn(1200)).toBe(1000 + 8000 - 1200);
    expect(breaker.soonestIn(1200)).toBe(0);
    const [a, b, c] = probes;
    if (!a || !b || !c) throw new Error("three were made");
    breaker.probed(a, "up", 1300);
    expect(breaker.dueIn(1300)).toBe(0);
    breaker.probed(b, "up", 1300);
    expect(breaker.state).toBe("halfOpen");
    breaker.probed(c, "up", 1300);
    expect(breaker.state).toBe("closed");
  });

  it("takes a probe's place back for a neutral end, which proves nothing", () => {
    const { breaker } = halfOpen();
    for (let i = 0; i < 5; i++) breaker.probed(breaker.enter(1000), "neutral", 1100);
    expect([breaker.state, breaker.dueIn(1100)]).toEqual(["halfOpen", 0]);
  });

  it("counts a probe's verdict once", () => {
    const { breaker } = halfOpen({ probes: 2 });
    const probe = breaker.enter(1000);
    breaker.probed(probe, "neutral", 1100);
    const other = breaker.enter(1100);
    breaker.probed(other, "down", 1200);
    breaker.probed(probe, "up", 1200);
    breaker.probed(other, "up", 1200);
    expect(breaker.state).toBe("open");
  });

  it("takes a probe that gives no answer for a failure, and its late answer for nothing", () => {
    const { breaker, changes } = halfOpen();
    const hung = breaker.enter(1000);
    expect(breaker.dueIn(8999)).toBe(1);
    expect(breaker.dueIn(9000)).toBe(2000);
    expect(changes.at(-1)).toMatchObject({ from: "halfOpen", to: "open", reason: "a probe gave no answer" });
    breaker.dueIn(11_000);
    breaker.probed(hung, "up", 11_000);
    expect([breaker.state, breaker.dueIn(11_000)]).toEqual(["halfOpen", 0]);
  });

  it("moves on when somebody enters unasked, as while only observing", () => {
    const { breaker } = made();
    breaker.trip("test", 0);
    expect(breaker.enter(999).probe).toBe(false);
    expect(breaker.enter(1000).probe).toBe(true);
    expect(breaker.state).toBe("halfOpen");
  });
});

describe("the time it stays open", () => {
  it("doubles with every trip up to the bound, never above, jittered by up to a fifth less", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (chance, trips) => {
          const { breaker, changes } = made({}, chance);
          for (let i = 0; i < trips; i++) breaker.trip("test", 0);
          const full = Math.min(8000, 1000 * 2 ** (trips - 1));
          expect(changes.at(-1)?.openMs).toBeLessThanOrEqual(full);
          expect(changes.at(-1)?.openMs).toBeGreaterThan(full * 0.8 - 1e-9);
        },
      ),
    );
  });

  it("may be longer than a timer lasts", () => {
    const { breaker } = made({ openMs: 2 ** 33, maxOpenMs: 2 ** 33 });
    breaker.trip("test", 0);
    expect([breaker.dueIn(2 ** 32), breaker.dueIn(2 ** 33 - 1)]).toEqual([2 ** 32, 1]);
    expect(breaker.dueIn(2 ** 33)).toBe(0);
  });
});

describe("timers", () => {
  it("are never made, neither ours nor opossum's, in any state", () => {
    const timeout = vi.spyOn(globalThis, "setTimeout");
    const interval = vi.spyOn(globalThis, "setInterval");
    const { breaker } = halfOpen();
    breaker.probed(breaker.enter(1000), "down", 1100);
    breaker.dueIn(50_000);
    breaker.probed(breaker.enter(50_000), "up", 50_100);
    breaker.trip("again", 60_000);
    expect(breaker.state).toBe("open");
    expect(timeout).not.toHaveBeenCalled();
    expect(interval).not.toHaveBeenCalled();
  });
});
