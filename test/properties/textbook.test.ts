import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowSettings } from "../../src/flow/law.js";
import { type TextbookState, textbook } from "../../src/flow/textbook.js";
import { numbers, play, runs, type Seen } from "./law-play.js";

const each = (check: (seen: Seen<TextbookState>[], options: WindowSettings) => void): void => {
  fc.assert(
    fc.property(runs, (run) => check(play(textbook, run), run.options)),
    { numRuns: 500 },
  );
};

describe("the textbook law, whatever happens", () => {
  it("is cut at most once per round trip", () => {
    each((seen) => {
      let lastCut = Number.NEGATIVE_INFINITY;
      for (const { before, sample, reason } of seen) {
        if (reason !== "multiplicative decrease") continue;
        expect(sample.now - lastCut).toBeGreaterThanOrEqual(before.roundTripMs ?? 1000);
        lastCut = sample.now;
      }
    });
  });

  it("grows on served attempts only while callers are denied, and on refusals only back to what a cut left", () => {
    each((seen, { min }) => {
      for (const { before, after, sample } of seen) {
        if (after.window <= before.window) continue;
        if (sample.kind === "served") expect(sample.denied).toBe(true);
        else expect(after.window).toBeLessThanOrEqual(Math.max(min, before.window, before.afterCut));
      }
    });
  });

  it("never grows by more than a slot per served attempt, or `increase`", () => {
    each((seen, { increase }) => {
      for (const { change, sample } of seen) {
        if (sample.kind === "served") expect(change).toBeLessThanOrEqual(Math.max(1, increase) + 1e-9);
      }
    });
  });

  it("below one slot lets one attempt go every round trip / window", () => {
    fc.assert(
      fc.property(numbers(0.01, 0.99), numbers(1, 60_000), numbers(0, 1e6), (window, roundTripMs, now) => {
        const bounds = { initial: 1, min: 0.01, max: 10 };
        const options = {
          law: "textbook",
          ...bounds,
          increase: 1,
          decreaseFactor: 0.5,
          probeShare: 0.01,
        } as const;
        const state = textbook.sent({ ...textbook.initial(options), window, roundTripMs }, now, () => 0);
        expect(textbook.due(state, 0, now)).toBeCloseTo(roundTripMs / window, 3);
        expect(textbook.due(state, 0, now + roundTripMs / window + 0.001)).toBe(0);
      }),
    );
  });
});
