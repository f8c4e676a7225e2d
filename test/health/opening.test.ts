import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halfOpen, lone } from "./help.js";

describe("the time it stays open", () => {
  it("doubles with every trip up to the bound, never above, jittered by up to a fifth less", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (chance, trips) => {
          const { breaker, changes } = lone({}, chance);
          for (let i = 0; i < trips; i++) breaker.trip("test", 0);
          const full = Math.min(8000, 1000 * 2 ** (trips - 1));
          expect(changes.at(-1)?.openMs).toBeLessThanOrEqual(full);
          expect(changes.at(-1)?.openMs).toBeGreaterThan(full * 0.8 - 1e-9);
        },
      ),
    );
  });

  it("goes on growing after a close that did not last, and begins anew after one that did", () => {
    const { breaker, changes } = lone();
    const tripAndClose = (at: number): void => {
      breaker.trip("test", at);
      const probesAt = at + breaker.dueIn(at);
      breaker.dueIn(probesAt);
      breaker.answered(breaker.enter(probesAt), probesAt);
    };
    tripAndClose(0);
    expect([breaker.standing(9000).trips, breaker.standing(9001).trips]).toEqual([1, 0]);
    tripAndClose(9000);
    expect(breaker.standing(11_000)).toEqual({ state: "closed", trips: 2 });
    breaker.trip("test", 19_001);
    const lengths = changes.flatMap(({ openMs }) => openMs ?? []);
    expect(lengths).toEqual([1000, 2000, 1000]);
  });

  it("may be longer than a timer lasts", () => {
    const { breaker } = lone({ openMs: 2 ** 33, maxOpenMs: 2 ** 33 });
    breaker.trip("test", 0);
    expect([breaker.dueIn(2 ** 32), breaker.dueIn(2 ** 33 - 1)]).toEqual([2 ** 32, 1]);
    expect(breaker.dueIn(2 ** 33)).toBe(0);
  });
});

describe("a forced breaker", () => {
  it("admits nothing, at no time, and takes no verdict", () => {
    const { breaker, changes } = lone();
    const sent = breaker.enter(0);
    breaker.forceOpen(100);
    breaker.forceOpen(200);
    for (const verdict of ["up", "down"] as const) breaker.ended(sent, verdict, 300);
    breaker.ended(breaker.enter(300), "up", 400);
    expect([breaker.dueIn(1e12), breaker.soonestIn(1e12), breaker.state]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      "open",
    ]);
    expect(changes).toEqual([{ from: "closed", to: "open", reason: "forced open" }]);
    expect(breaker.standing(1e12)).toMatchObject({ openedAt: 100, openUntil: Number.POSITIVE_INFINITY });
  });

  it("was open or half-open before, and forgets that", () => {
    const { breaker, changes } = halfOpen();
    const probe = breaker.enter(1000);
    breaker.forceOpen(1100);
    breaker.answered(probe, 1200);
    expect([breaker.dueIn(1e9), changes.at(-1)?.from]).toEqual([Number.POSITIVE_INFINITY, "halfOpen"]);
    const other = lone();
    other.breaker.trip("test", 0);
    other.breaker.forceOpen(100);
    expect(other.changes.at(-1)).toEqual({ from: "open", to: "open", reason: "forced open" });
    expect(other.breaker.dueIn(5000)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is closed only by force, as any other may be, and then follows the normal rules", () => {
    const { breaker, changes } = lone();
    for (let i = 0; i < 3; i++) breaker.trip("test", 0);
    breaker.forceOpen(0);
    breaker.forceClose();
    breaker.forceClose();
    expect(changes.at(-1)).toEqual({ from: "open", to: "closed", reason: "forced closed" });
    expect(changes).toHaveLength(5);
    expect([breaker.dueIn(1), breaker.standing(1).trips]).toEqual([0, 0]);
    breaker.trip("test", 2);
    expect(breaker.dueIn(2)).toBe(1000);
  });
});
