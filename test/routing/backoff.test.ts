import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoff, retryAfter } from "../../src/routing/backoff.js";

const OPTIONS = { maxAttempts: 5, baseMs: 1000, capMs: 30_000 };
const amounts = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e7, noNaN: true }));
const chances = fc.double({ min: 0, max: 0.999_999, noNaN: true });

describe("backoff", () => {
  it.each([
    [1, 1, 0.5, 500],
    [2, 1, 0.5, 1000],
    [4, 1, 0.5, 4000],
    [6, 1, 0.5, 15_000],
    [100, 1, 0.5, 15_000],
    [1, 0.1, 0.5, 50],
    [1, 10, 0.5, 5000],
    [3, 0, 0.5, 0],
    [3, 1, 0, 0],
  ])("after attempt %d at pace %d by chance %d is %d ms", (attempt, pace, chance, ms) => {
    expect(backoff(attempt, pace, OPTIONS, () => chance)).toBeCloseTo(ms, 6);
  });

  it("is never sooner than the service asked for, which counts up to the cap", () => {
    expect(backoff(1, 1, OPTIONS, () => 0.5, 7000)).toBe(7000);
    expect(backoff(1, 1, OPTIONS, () => 0.5, 100)).toBe(500);
    expect(backoff(1, 0, OPTIONS, () => 0.5, 7000)).toBe(7000);
    expect(backoff(1, 1, OPTIONS, () => 0.5, 3_600_000)).toBe(30_000);
    expect(backoff(1, 1, OPTIONS, () => 0.5, Number.POSITIVE_INFINITY)).toBe(30_000);
  });

  it("always lies between what was asked for and the cap", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.constantFrom(0, 0.1, 1, 10),
        amounts,
        amounts,
        amounts,
        chances,
        (attempt, pace, baseMs, capMs, asked, chance) => {
          const delay = backoff(attempt, pace, { baseMs, capMs }, () => chance, asked);
          expect(delay).toBeGreaterThanOrEqual(Math.min(asked, capMs));
          expect(delay).toBeLessThanOrEqual(capMs);
        },
      ),
    );
  });
});

describe("retryAfter", () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each([
    ["nothing", {}, 0],
    ["seconds", { "retry-after": "3" }, 3000],
    ["fractions of seconds", { "retry-after": "0.25" }, 250],
    ["milliseconds, which go before seconds", { "x-amz-retry-after": "1500", "retry-after": "60" }, 1500],
    ["garbage in milliseconds: seconds count", { "x-amz-retry-after": "soon", "retry-after": "2" }, 2000],
    ["a date", { "retry-after": "Thu, 01 Jan 2026 12:00:10 GMT" }, 10_000],
    ["a date that is over", { "retry-after": "Thu, 01 Jan 2026 11:00:00 GMT" }, 0],
    ["an empty text", { "retry-after": "" }, 0],
    ["words", { "retry-after": "later, perhaps" }, 0],
    ["a negative number", { "retry-after": "-5" }, 0],
    ["milliseconds with a sign", { "x-amz-retry-after": "-5" }, 0],
    ["an exponent", { "retry-after": "1e3" }, 0],
    ["a unit", { "retry-after": "30s" }, 0],
    ["an explicit nothing", { "retry-after": undefined, "x-amz-retry-after": undefined }, 0],
  ] as [string, Record<string, string | undefined>, number][])("reads %s", (_, headers, ms) => {
    expect(retryAfter(headers, now)).toBe(ms);
  });

  it("is never negative nor no number, whatever the header says", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (own, general) => {
        const ms = retryAfter({ "x-amz-retry-after": own, "retry-after": general }, now);
        expect(ms).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
