import { describe, expect, it } from "vitest";
import { Last } from "../../src/health/last.js";
import { type Ended, type Proof, shareTrips } from "../../src/health/share.js";

const OPTIONS = { serverErrorShare: 0.5, timeoutShare: 0.25, shareOf: 20 };
const NOW = 100_000;

const many = (times: number, verdict: Proof, model = "a", at = NOW): Ended[] =>
  Array.from({ length: times }, () => ({ model, verdict, sentAt: at - 50, at }));

describe("a burst, in which faults end first", () => {
  const faults = many(20, "fault");
  const underWay = (times: number, ageMs: number) => ({
    models: [],
    attempts: Array.from({ length: times }, () => ({ sentAt: NOW - ageMs })),
  });

  it.each([
    ["sent with them, and lasting longer than faults do", 40, 50 + 60, undefined],
    ["as many, which is exactly the share", 20, 50 + 60, "20 of the last 20 attempts were server errors"],
    ["so young that they may be faults", 40, 90, "20 of the last 20 attempts were server errors"],
  ])("counts what is under way, %s", (_, times, ageMs, reason) => {
    const burst = faults.map((each) => ({ ...each, sentAt: NOW - 120, at: NOW - 70 }));
    expect(shareTrips(burst, "fault", OPTIONS, NOW, underWay(times, ageMs))).toBe(reason);
  });

  it("not what was sent before them", () => {
    expect(shareTrips(faults, "fault", OPTIONS, NOW, underWay(40, 60_000))).toBe(
      "20 of the last 20 attempts were server errors",
    );
  });
});

describe("shareTrips", () => {
  it.each([
    ["no attempts", [], undefined],
    ["too few of them", many(19, "fault"), undefined],
    ["nothing but faults", many(20, "fault"), "20 of the last 20 attempts were server errors"],
    [
      "exactly the share",
      [...many(10, "fault"), ...many(10, "up")],
      "10 of the last 20 attempts were server errors",
    ],
    ["one less than the share", [...many(9, "fault"), ...many(11, "up")], undefined],
    [
      "capacity errors and timeouts among them, which are attempts but no faults",
      [...many(12, "fault"), ...many(5, "down"), ...many(3, "late")],
      "12 of the last 20 attempts were server errors",
    ],
    ["mostly capacity errors, which count in a row", [...many(9, "fault"), ...many(11, "down")], undefined],
    [
      "attempts of a minute ago",
      many(20, "fault", "a", NOW - 60_000),
      "20 of the last 20 attempts were server errors",
    ],
    ["one that is older", [...many(19, "fault"), ...many(1, "fault", "a", NOW - 60_001)], undefined],
  ])("of faults, with %s", (_, last, reason) => {
    expect(shareTrips(last, "fault", OPTIONS, NOW)).toBe(reason);
  });

  it.each([
    ["the share", [...many(5, "late"), ...many(15, "up")], "5 of the last 20 attempts were timeouts"],
    ["less than the share", [...many(4, "late"), ...many(16, "up")], undefined],
    ["faults instead", many(20, "fault"), undefined],
  ])("of timeouts, with %s", (_, last, reason) => {
    expect(shareTrips(last, "late", OPTIONS, NOW)).toBe(reason);
  });

  it.each([
    ["one model fails, the other does well", [...many(18, "fault"), ...many(2, "up", "b")], [], undefined],
    [
      "one model fails, the other was served at times",
      [...many(12, "fault"), ...many(5, "fault", "b"), ...many(3, "up", "b")],
      [],
      "17 of the last 20 attempts were server errors",
    ],
    [
      "the other meets capacity errors, which is not well",
      [...many(12, "fault"), ...many(8, "down", "b")],
      [],
      "12 of the last 20 attempts were server errors",
    ],
    ["one model fails, the other has answers to come", many(20, "fault"), ["a", "b"], undefined],
    [
      "only the failing model has answers to come",
      many(20, "fault"),
      ["a"],
      "20 of the last 20 attempts were server errors",
    ],
    [
      "the other has answers to come, but fails as well",
      [...many(19, "fault"), ...many(1, "fault", "b")],
      ["b"],
      "20 of the last 20 attempts were server errors",
    ],
    [
      "two models fail, a third does well",
      [...many(9, "fault"), ...many(9, "fault", "b"), ...many(2, "up", "c")],
      [],
      undefined,
    ],
  ])("of a region where %s", (_, last, underWay, reason) => {
    expect(shareTrips(last, "fault", OPTIONS, NOW, { models: underWay, attempts: [] })).toBe(reason);
  });
});

describe("the last few", () => {
  it("are as many as they may be, and the newest", () => {
    const last = new Last<number>(3);
    expect(last.items).toEqual([]);
    for (let i = 1; i <= 7; i++) last.keep(i);
    expect([...last.items].sort()).toEqual([5, 6, 7]);
    last.clear();
    last.keep(8);
    expect(last.items).toEqual([8]);
  });
});
