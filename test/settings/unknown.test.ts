import { describe, expect, it } from "vitest";
import { PATH, resolve } from "./help.js";

describe("an unknown variable", () => {
  it.each([
    ["SPILLWAY_WINDOW_MXA", "did you mean SPILLWAY_WINDOW_MAX?"],
    ["SPILLWAY_QUOTA_RMP", "did you mean SPILLWAY_QUOTA_RPM?"],
    ["SPILLWAY_CONFG", "did you mean SPILLWAY_CONFIG?"],
    ["SPILLWAY_REGION", "did you mean SPILLWAY_REGIONS?"],
  ])("%s", (name, advice) => {
    const { warnings } = resolve({ environment: { [name]: "hunter2" } });
    expect(warnings).toEqual([`unknown variable ${name}: ${advice}`]);
  });

  it("that has no more than our prefix in common with any is not guessed at", () => {
    expect(resolve({ environment: { SPILLWAY_BOGUS: "1" } }).warnings).toEqual([
      "unknown variable SPILLWAY_BOGUS: docs/tuning.md has all names.",
    ]);
  });

  it("that is like none is not guessed at", () => {
    expect(resolve({ environment: { SPILLWAY_ZZZZZZZZZZZZZZZZZZZZ: "1" } }).warnings[0]).toMatch(
      /^unknown variable SPILLWAY_Z+: docs\/tuning\.md has all names\.$/,
    );
  });

  it("is ours only with our prefix, and only when it has a value", () => {
    const environment = { PATH: "/bin", spillway_mode: "x", SPILLWAYX: "1", SPILLWAY_GONE: undefined };
    expect(resolve({ environment }).warnings).toEqual([]);
  });

  it("never shows its value", () => {
    const { warnings } = resolve({ environment: { SPILLWAY_TOKEN: "hunter2", SPILLWAY_X: "hunter2" } });
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).not.toContain("hunter2");
  });
});

describe("an unknown option", () => {
  it.each([
    ["at the top", { windw: {} }, "windw: did you mean window?"],
    ["in a group", { window: { intial: 4 } }, "window.intial: did you mean window.initial?"],
    ["in another case", { telemetry: true, Mode: "off" }, "Mode: did you mean mode?"],
    ["written flat", { "window.max": 5 }, "window.max: write it nested, as window: { max: … }."],
    ["of a target", { targets: [{ modelId: "m", wieght: 1 }] }, "targets[0].wieght: did you mean weight?"],
    ["of a model", { models: { m: { windw: {} } } }, 'models["m"].windw: did you mean window?'],
    [
      "of a model's group",
      { models: { m: { quota: { x: 1 } } } },
      'models["m"].quota.x: docs/tuning.md has all names.',
    ],
    [
      "that no model can have",
      { models: { m: { queue: { limit: 1 } } } },
      'models["m"].queue: it can\'t be set for one model.',
    ],
    ["with an odd name", { "a\nb": 1 }, '"a\\nb": docs/tuning.md has all names.'],
    ["with no name", { "": 1 }, '"": docs/tuning.md has all names.'],
  ])("%s", (_name, options, warning) => {
    expect(resolve({ options }).warnings).toEqual([`unknown option ${warning}`]);
  });

  it("in a file is named with the file", () => {
    expect(resolve({ file: { window: { mx: 1 } } }).warnings).toEqual([
      `unknown option window.mx in ${PATH}: did you mean window.max?`,
    ]);
  });
});

describe("names that JavaScript knows", () => {
  const text =
    '{"__proto__":{"polluted":1,"mode":"off"},"constructor":{"prototype":{"polluted":1}},"window":{"__proto__":{"max":9}},"models":{"__proto__":{"window":{"__proto__":{"max":9}}}}}';

  it("are only names in a file", () => {
    const { settings, warnings } = resolve({ file: text });
    expect({}).not.toHaveProperty("polluted");
    expect(settings.mode).toBe("enforce");
    expect(settings.window.max).toBe(1000);
    expect(Object.getPrototypeOf(settings)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(settings.window)).toBe(Object.prototype);
    expect(warnings).toHaveLength(4);
  });

  it("are only names in options", () => {
    expect(resolve({ options: JSON.parse(text) }).settings.mode).toBe("enforce");
    expect({}).not.toHaveProperty("polluted");
  });

  it("count for nothing when somebody else has polluted Object.prototype", () => {
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    prototype.mode = "off";
    try {
      expect(resolve({ options: {} }).settings.mode).toBe("enforce");
    } finally {
      delete prototype.mode;
    }
  });
});
