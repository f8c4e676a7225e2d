import { describe, expect, it } from "vitest";
import { choose, type Standing } from "../../src/routing/choose.js";

const FREE: Standing = { waitMs: 0, shut: false, loading: false, detour: false };
const never = Number.POSITIVE_INFINITY;

describe("the choice among places", () => {
  it.each<[string, readonly Partial<Standing>[], number | undefined, string | undefined]>([
    ["home, where it is free", [{}, {}], 0, undefined],
    ["home, where the wait is short enough", [{ waitMs: 250 }, {}], 0, undefined],
    ["the next, where the wait at home is longer", [{ waitMs: 251 }, {}], 1, "long wait"],
    ["the next, where home's breaker is open", [{ shut: true, waitMs: 5000 }, {}], 1, "breaker open"],
    ["the next, where home's model is being loaded", [{ loading: true }, {}], 1, "model loading"],
    ["the next, where home is throttled right now", [{ detour: true }, {}], 1, "throttled"],
    ["the next, where home's quota can't fit the call", [{ waitMs: never }, {}], 1, "quota can't fit it"],
    ["the first that can serve soon", [{ shut: true }, { waitMs: 900 }, {}], 2, "breaker open"],
    ["none, where nobody can serve soon", [{ waitMs: 900 }, { detour: true }], undefined, "long wait"],
  ])("is %s", (_, standings, index, reason) => {
    const at = (i: number): Standing => ({ ...FREE, ...standings[i] });
    expect(choose(standings.length, at, 250)).toEqual({ index, reason });
  });

  it("does not look further than it must", () => {
    const asked: number[] = [];
    choose(
      3,
      (i) => {
        asked.push(i);
        return FREE;
      },
      250,
    );
    expect(asked).toEqual([0]);
  });
});
