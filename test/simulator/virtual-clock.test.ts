import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/simulator/index.js";

describe("virtual clock", () => {
  it("fires in the order of time, then of creation", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), async (delays) => {
        const clock = new VirtualClock();
        const fired: [number, number][] = [];
        delays.forEach((ms, i) => {
          clock.setTimeout(() => fired.push([clock.now(), i]), ms);
        });
        await clock.advance(20);
        const wanted = delays
          .map((ms, i): [number, number] => [ms, i])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(fired).toEqual(wanted);
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("passes as told, with what follows from a timer in between", async () => {
    const clock = new VirtualClock({ wallAt: 5000 });
    const seen: number[] = [];
    const loop = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
        seen.push(clock.now());
      }
    };
    void loop();
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect([clock.now(), clock.wallNow()]).toEqual([35, 5035]);
    clock.jumpWall(-1000);
    expect([clock.now(), clock.wallNow()]).toEqual([35, 4035]);
  });

  it("forgets cleared timers, and anything else it is given", async () => {
    const clock = new VirtualClock();
    const never = clock.setTimeout(() => expect.unreachable(), 5);
    clock.clearTimeout(never);
    clock.clearTimeout(never);
    clock.clearTimeout(undefined);
    await clock.advance(10);
    expect(clock.pending).toBe(0);
  });

  it("runs work to its end, or to its error", async () => {
    const clock = new VirtualClock();
    const wait = (ms: number) =>
      new Promise<number>((resolve) => clock.setTimeout(() => resolve(clock.now()), ms));
    expect(await clock.run(() => wait(86_400_000))).toBe(86_400_000);
    expect(await clock.run(wait(7))).toBe(86_400_007);
    expect(await clock.run(() => 3)).toBe(3);
    await expect(clock.run(() => wait(1).then(() => Promise.reject(new Error("bad"))))).rejects.toThrow(
      "bad",
    );
  });

  it("refuses a wait with nobody to end it, and one without end", async () => {
    const clock = new VirtualClock();
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow("a wait with nobody to end it");
    const again = (): void => void clock.setTimeout(again, 1000);
    again();
    await expect(clock.run(new Promise(() => {}), { limitMs: 60_000 })).rejects.toThrow(
      "not done after 60000 ms",
    );
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow(RangeError);
  });
});
