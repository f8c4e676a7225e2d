import { describe, expect, it } from "vitest";
import { LESSONS, type OutcomeClass } from "../../src/outcome/outcome.js";

const all = Object.entries(LESSONS) as [OutcomeClass, (typeof LESSONS)[OutcomeClass]][];
const where = (
  test: (lesson: (typeof LESSONS)[OutcomeClass], outcome: OutcomeClass) => boolean,
): OutcomeClass[] => all.filter(([outcome, lesson]) => test(lesson, outcome)).map(([outcome]) => outcome);

describe("the table of lessons", () => {
  it("lets only success grow the window and heal a breaker", () => {
    expect(where(({ permit }) => permit === "succeeded")).toEqual(["success"]);
    expect(where(({ breaker }) => breaker === "up")).toEqual(["success"]);
  });

  it("lets only throttles and missing capacity cut the window", () => {
    expect(where(({ permit }) => permit === "throttled")).toEqual([
      "quota.requests",
      "quota.tokens",
      "throttle.unknown",
    ]);
    expect(where(({ permit }) => permit === "unavailable")).toEqual(["capacity"]);
  });

  it("lets only missing capacity and failed connections count towards a trip", () => {
    expect(where(({ breaker }) => breaker === "down")).toEqual(["capacity", "connection"]);
  });

  it("never lets a quota, a fault of the caller or an abort move a breaker", () => {
    const harmless = where((_, outcome) => outcome.startsWith("quota.") || outcome.startsWith("throttle."));
    for (const outcome of [...harmless, "denied", "config", "unusable", "client_abort", "unknown"] as const) {
      expect(LESSONS[outcome].breaker).toBe("neutral");
    }
  });

  it("never repeats what would fail again, may be paid twice, or nobody waits for", () => {
    for (const outcome of ["success", "denied", "config", "client_abort", "timeout", "unknown"] as const) {
      expect(LESSONS[outcome].retry).toBe("never");
    }
  });

  it("repeats elsewhere only what the same place would refuse again", () => {
    expect(where(({ retry }) => retry === "elsewhere")).toEqual(["quota.tokens_per_day", "unusable"]);
  });

  it("goes elsewhere with what another place may have room for, and with nothing else", () => {
    expect(where(({ spill }) => !spill)).toEqual([
      "success",
      "model_loading",
      "timeout",
      "clock_skew",
      "denied",
      "config",
      "client_abort",
      "unknown",
    ]);
  });

  it("pays for repetitions that add to a storm; a throttle holds itself back", () => {
    expect(where(({ pays }) => pays)).toEqual(["capacity", "server", "connection"]);
  });

  it("repeats everything that counts against the far side, with a pause", () => {
    const counted = where(
      ({ permit, breaker }) => permit === "throttled" || permit === "unavailable" || breaker === "down",
    );
    for (const outcome of counted) expect(LESSONS[outcome]).toMatchObject({ retry: "backoff", pace: 1 });
  });

  it("cures a clock once and at once, a loading model slowly, a stumbling server quickly", () => {
    expect(where(({ retry }) => retry === "once")).toEqual(["clock_skew"]);
    expect(LESSONS.clock_skew.pace).toBe(0);
    expect(LESSONS.model_loading.pace).toBeGreaterThan(1);
    expect(LESSONS.server.pace).toBeLessThan(1);
  });
});
