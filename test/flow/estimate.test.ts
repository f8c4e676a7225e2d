import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correct, estimate, type TokenRatio, UNTAUGHT } from "../../src/flow/estimate.js";

/** After so many answers whose requests have `perByte` tokens to a byte. */
function taught(answers: number, perByte: number, bytes = 1000, from: TokenRatio = UNTAUGHT): TokenRatio {
  let ratio = from;
  for (let i = 0; i < answers; i++) ratio = correct(ratio, bytes, perByte * bytes);
  return ratio;
}

describe("an estimate of input tokens", () => {
  it("is a token to four bytes at first, rounded up", () => {
    expect([0, 1, 4, 5, 4000].map((bytes) => estimate(UNTAUGHT, bytes))).toEqual([0, 1, 1, 2, 1000]);
  });

  it.each([
    [1, 40],
    [0.5, 32],
    [0.1, 54],
    [0.25, 0],
  ])("comes within a tenth of %d tokens to a byte in %d answers", (perByte, answers) => {
    expect(estimate(taught(answers, perByte), 10_000)).toBeGreaterThanOrEqual(9000 * perByte);
    expect(estimate(taught(answers, perByte), 10_000)).toBeLessThanOrEqual(11_000 * perByte);
  });

  it("is moved by one answer by a twentieth of the way, whatever it says", () => {
    expect(correct(UNTAUGHT, 1000, 1000).perByte).toBeCloseTo(0.25 + 0.05 * 0.75);
    // A picture with two words: its tokens have nothing to do with its text.
    expect(correct(UNTAUGHT, 10, 1600).perByte).toBeCloseTo(0.25 + 0.05 * (2 - 0.25));
    expect(correct(UNTAUGHT, 1e6, 1).perByte).toBeCloseTo(0.25 + 0.05 * (0.05 - 0.25));
  });

  it("of long requests is hardly moved by short ones, which are mostly something else than text", () => {
    let ratio = UNTAUGHT;
    for (let i = 0; i < 300; i++) {
      ratio = correct(ratio, 4000, 1000);
      ratio = correct(ratio, 6, 10);
    }
    expect(estimate(ratio, 4000)).toBeLessThan(1100);
  });

  it("of short requests is learned as well where all are short", () => {
    expect(estimate(taught(80, 1.5, 6), 6)).toBe(9);
  });

  it.each([
    [0, 100],
    [-1, 100],
    [Number.NaN, 100],
    [100, 0],
    [100, -5],
    [100, Number.NaN],
    [100, Number.POSITIVE_INFINITY],
  ])("learns nothing from %d bytes that were %d tokens", (bytes, real) => {
    expect(correct(UNTAUGHT, bytes, real)).toBe(UNTAUGHT);
  });

  it("stays within its bounds, whatever it is told", () => {
    const answers = fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 200 });
    fc.assert(
      fc.property(answers, (told) => {
        const { perByte, typical } = told.reduce(
          (ratio, [bytes, real]) => correct(ratio, bytes, real),
          UNTAUGHT,
        );
        expect(perByte).toBeGreaterThanOrEqual(1 / 20);
        expect(perByte).toBeLessThanOrEqual(2);
        expect(typical).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
