import { describe, expect, it } from "vitest";
import { createSimulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { Settings } from "../../src/simulator/settings.js";

describe("settings", () => {
  it("apply by region and pattern, later ones over former ones", () => {
    const arn = "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.a";
    const settings = new Settings(["us-east-1", "us-west-2"]);
    settings.change({
      defaults: { slots: 1, service: { meanMs: 100 } },
      models: {
        "anthropic.*": { slots: 2, service: { sigma: 0 } },
        "us-west-2/*": { slots: 3 },
        "*/amazon.nova": { slots: 4 },
        [arn]: { slots: 5 },
      },
    });
    const slots = (region: string, model: string) => settings.server(region, model).slots;
    expect(slots("us-east-1", "meta.x")).toBe(1);
    expect(slots("us-east-1", "anthropic.a")).toBe(2);
    expect(slots("us-west-2", "anthropic.a")).toBe(3);
    expect(slots("us-west-2", "amazon.nova")).toBe(4);
    expect(slots("us-east-1", arn)).toBe(5);
    expect(settings.server("us-east-1", "anthropic.a").service).toEqual({
      meanMs: 100,
      sigma: 0,
      firstTokenShare: 0.3,
    });
    settings.change({ models: { "anthropic.*": { chunks: 3 } } });
    expect(settings.server("us-east-1", "anthropic.a")).toMatchObject({
      slots: 2,
      chunks: 3,
      maxTokens: 4096,
    });
  });

  const bad = (options: unknown): SimulatorOptions => options as SimulatorOptions;
  it.each([
    [{ sed: 1 }, "options.sed is unknown"],
    [{ seed: "x" }, 'seed is "x", must be a number'],
    [{ keep: -1 }, "keep is -1, must be an integer from 0"],
    [{ regions: [] }, "regions is a list"],
    [{ regions: ["east"] }, 'regions[0] is "east"'],
    [{ regions: ["us-east-1", "us-east-1"] }, "regions[1]"],
    [{ defaults: { slots: -1 } }, "defaults.slots is -1, must be a number from 0 or Infinity"],
    [
      {
        defaults: {
          slots: [
            [5, 1],
            [5, 2],
          ],
        },
      },
      "defaults.slots[1][0] is 5, must be above 5",
    ],
    [{ defaults: { slots: [] } }, "defaults.slots is a list, must be not empty"],
    [{ defaults: { slots: [3] } }, "defaults.slots[0] is 3, must be [fromMs, slots]"],
    [
      { defaults: { service: { sigma: Number.NaN } } },
      "defaults.service.sigma is NaN, must be a number from 0 to 5",
    ],
    [{ defaults: { service: { mean: 1 } } }, "defaults.service.mean is unknown"],
    [{ defaults: { requests: {} } }, "defaults.requests.perMinute is undefined"],
    [{ defaults: { tokens: { perMinute: 0 } } }, "defaults.tokens.perMinute is 0, must be a number above 0"],
    [
      { defaults: { tokens: { perMinute: 1, refill: "hour" } } },
      'refill is "hour", must be one of continuous',
    ],
    [{ defaults: { tokens: { perMinute: 1, burst: 1, refill: "minute" } } }, "burst is 1, must be left out"],
    [
      { defaults: { requests: { perMinute: 1, wording: "no" } } },
      'requests.wording is "no", must be one of tooManyRequests',
    ],
    [{ defaults: { rejectMs: [] } }, "defaults.rejectMs"],
    [{ defaults: { rejectMs: [1, -2] } }, "defaults.rejectMs[1] is -2"],
    [{ defaults: { full: "no" } }, 'defaults.full is "no", must be one of tooManyRequests'],
    [{ defaults: { chunks: 0.5 } }, "defaults.chunks is 0.5, must be an integer from 1 to 1000"],
    [{ models: { x: { faults: [{ where: "eof" }] } } }, 'models["x"].faults[0].fault is undefined'],
    [
      { models: { x: { faults: [{ where: "nowhere" }] } } },
      'faults[0].where is "nowhere", must be one of response',
    ],
    [
      { models: { x: { faults: [{ where: "refusedConnection" }] } } },
      'faults[0].where is "refusedConnection", must be one of',
    ],
    [
      { defaults: { faults: [{ where: "malformed", variant: "cut" }] } },
      'faults[0].variant is "cut", must be one of checksum, length, json with where "malformed"',
    ],
    [
      { defaults: { faults: [{ where: "malformed", variant: "big" }] } },
      'faults[0].variant is "big", must be one of checksum, length, json, end, cut, graceful, abrupt',
    ],
    [
      { defaults: { faults: [{ where: "stall", variant: "cut" }] } },
      'faults[0].variant is "cut", must be left out with where "stall"',
    ],
    [
      { defaults: { faults: [{ where: "slow", stretch: 0.5 }] } },
      "faults[0].stretch is 0.5, must be a number from 1",
    ],
    [
      { defaults: { faults: [{ where: "stall", stretch: 2 }] } },
      'faults[0].stretch is 2, must be left out with where "stall"',
    ],
    [
      { models: { x: { faults: [{ fault: "validation", share: 2 }] } } },
      "share is 2, must be a number from 0 to 1",
    ],
    [{ models: { x: 3 } }, 'models["x"] is 3, must be an object'],
    [{ regionFaults: { "eu-west-1": [] } }, 'regionFaults: region is "eu-west-1"'],
    [{ regionFaults: { "us-east-1": {} } }, "must be a list"],
    [{ defaults: { faults: [{ fault: "validation", retryAfter: 3 }] } }, "retryAfter is 3, must be a text"],
  ])("refuse %j", (options, message) => {
    expect(() => createSimulator(bad(options))).toThrow(TypeError);
    expect(() => createSimulator(bad(options))).toThrow(message);
  });
});
