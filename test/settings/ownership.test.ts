import { describe, expect, it } from "vitest";
import { resolve } from "./help.js";

describe("the caller's objects", () => {
  const options = () => ({
    window: { max: 9 },
    regions: ["us-east-1"],
    targets: [{ region: "us-east-1" }],
    breaker: { codes: ["Odd"] },
    models: { a: { targets: [{ modelId: "b" }] } },
  });

  it("are neither written to nor frozen nor kept", () => {
    const mine = options();
    const { settings } = resolve({ options: mine });
    expect(mine).toEqual(options());
    for (const each of [mine, mine.window, mine.regions, mine.targets, mine.targets[0], mine.breaker.codes]) {
      expect(Object.isFrozen(each)).toBe(false);
    }
    mine.window.max = 1;
    mine.regions.push("eu-west-1");
    mine.targets[0] = { region: "eu-west-1" };
    mine.breaker.codes.pop();
    mine.models.a.targets.pop();
    expect(settings).toEqual(resolve({ options: options() }).settings);
  });

  it("become settings that are frozen all the way down", () => {
    const thawed = (value: unknown, path: string): readonly string[] => {
      if (typeof value !== "object" || value === null || path === ".clock") return [];
      const inner = Object.entries(value).flatMap(([key, held]) => thawed(held, `${path}.${key}`));
      return Object.isFrozen(value) ? inner : [path, ...inner];
    };
    expect(thawed(resolve({ options: options() }).settings, "")).toEqual([]);
    expect(thawed(resolve({}).settings, "")).toEqual([]);
  });

  it("may be frozen themselves", () => {
    expect(resolve({ options: Object.freeze({ regions: Object.freeze(["us-east-1"]) }) }).warnings).toEqual(
      [],
    );
  });
});
