import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bench } from "../flow/help.js";
import { actions, Play } from "./limiter-play.js";

const windows = fc.record({
  law: fc.constantFrom("adaptive" as const, "textbook" as const),
  initial: fc.integer({ min: 1, max: 5 }),
  min: fc.constantFrom(0.1, 1),
  decreaseFactor: fc.constantFrom(0.1, 0.9),
});

describe("a limiter, whatever its callers do", () => {
  it("settles every call once, in order, within the window, and leaves nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(windows, fc.nat(6), actions, async (window, queueLimit, planned) => {
        const play = new Play(bench({ window, queueLimit: queueLimit * 3 }));
        for (const action of planned) {
          await play.act(action);
          await play.checkBusy();
        }
        await play.finish();
        expect(play.calls.every(({ settled }) => settled === 1)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it("does the same with quotas, which also never hold anyone for ever", async () => {
    const quotas = fc.record({
      requestsPerMinute: fc.constantFrom(3, 60, undefined),
      tokensPerMinute: fc.constantFrom(100, 1000, undefined),
      tokensPerDay: fc.constantFrom(300, 1e6, undefined),
    });
    await fc.assert(
      fc.asyncProperty(windows, quotas, actions, async (window, quota, planned) => {
        const made = bench({ window, quota });
        const play = new Play(made);
        for (const action of planned) await play.act(action);
        await play.finish();
        if (made.limiter.queued > 0) {
          await made.clock.advance(90_000_000 * 3);
          await play.finish();
        }
        expect(play.calls.every(({ settled }) => settled === 1)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
