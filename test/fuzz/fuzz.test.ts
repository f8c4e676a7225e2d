import { describe, expect, it } from "vitest";
import { play } from "../../chaos/fuzz/play.js";
import { textOf } from "../../chaos/fuzz/report.js";
import { fuzz } from "../../chaos/fuzz/run.js";
import type { Target } from "../../chaos/fuzz/target.js";

/** The short form of `npm run fuzz`. */
it("bears whatever comes from outside", { timeout: 60_000 }, async () => {
  const scores = await fuzz({ cases: 10_000, seed: 1 });
  expect(scores.filter(({ failures }) => failures > 0).map((score) => textOf([score]))).toEqual([]);
});

const target = (attempt: Target["attempt"]): Target => ({ name: "test", cases: 1, attempt });
const played = (attempt: Target["attempt"]) => play(target(attempt), 500, 1, () => undefined);

describe("a target that fails", () => {
  it("is found by what it throws, with the smallest case", async () => {
    const { failures, smallest } = await played((dice) => {
      if (dice.size >= 3 && dice.chance(0.5)) throw new TypeError("too large");
      return undefined;
    });
    expect(failures).toBeGreaterThan(100);
    expect(smallest).toMatchObject({ size: 3, flaw: expect.stringContaining("too large") });
  });

  it("can be played again by seed and size", async () => {
    const seen: string[] = [];
    await played((dice) => {
      seen.push(`${dice.size} ${dice.random()}`);
      return undefined;
    });
    const again: string[] = [];
    await played((dice) => {
      again.push(`${dice.size} ${dice.random()}`);
      return undefined;
    });
    expect(again).toEqual(seen);
  });

  it("is found by what it leaves on a shared prototype", async () => {
    const shared = Object.prototype as Record<string, unknown>;
    const { failures, smallest } = await played(() => {
      shared.polluted = true;
      return undefined;
    });
    delete shared.polluted;
    expect(failures).toBe(500);
    expect(smallest?.flaw).toBe("changed Object.prototype");
  });
});
