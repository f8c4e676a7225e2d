import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { refusal, resolve } from "./help.js";

const SLOTS = "a number of slots from 1 to 100000";

describe("an option of another kind", () => {
  const targetShape = "{ region?, modelId?, weight? } with a region or a modelId";
  it.each([
    ["options that are text", "x", 'options (option) is "x": expected a plain object with options.'],
    ["options that are null", null, "options (option) is null: expected a plain object with options."],
    ["options that are a list", [], "options (option) is []: expected a plain object with options."],
    [
      "options that are a Map",
      new Map([["mode", "off"]]),
      "options (option) is {}: expected a plain object with options.",
    ],
    [
      "a group that is a number",
      { queue: 5 },
      "queue (option) is 5: expected a plain object with any of limit, timeoutMs, order, batchShare, weights.",
    ],
    [
      "regions as text",
      { regions: "us-east-1" },
      'regions (option) is "us-east-1": expected a list of AWS region names such as us-east-1, home first, none twice.',
    ],
    [
      "a region that is a number",
      { regions: [1] },
      "regions (option) is [1]: expected a list of AWS region names such as us-east-1, home first, none twice.",
    ],
    [
      "weights that are a list",
      { queue: { weights: [1] } },
      "queue.weights (option) is [1]: expected a plain object of tenants to weights, each a number from 0.001 to 1000.",
    ],
    [
      "a weight of nothing",
      { queue: { weights: { acme: 0 } } },
      'queue.weights["acme"] (option) is 0: expected a number from 0.001 to 1000.',
    ],
    [
      "a weight that is no number",
      { queue: { weights: { acme: Number.NaN } } },
      'queue.weights["acme"] (option) is NaN: expected a number from 0.001 to 1000.',
    ],
    ["telemetry as a number", { telemetry: 1 }, "telemetry (option) is 1: expected true, false, on or off."],
    ["random that is a number", { random: 4 }, "random (option) is 4: expected a function, from code."],
    [
      "clientFor that is a client",
      { clientFor: { secret: "s" } },
      "clientFor (option) is an object: expected a function, from code.",
    ],
    [
      "a clock without its methods",
      { clock: { now: () => 0 } },
      "clock (option) is an object: expected an object from code with the methods now, wallNow, setTimeout, clearTimeout.",
    ],
    [
      "a residency that is no zone and no region",
      { residency: "europe" },
      'residency (option) is "europe": expected one or a list of zones (us, us-gov, eu, apac, jp, au, ca) or AWS region names such as eu-central-1, not empty, none twice.',
    ],
    [
      "a restored state of another version",
      { restore: { version: 2, breakers: [] } },
      'restore (option) is {"version":2,"breakers":[]}: expected what snapshot() gave: an object with version 1 and a list of breakers.',
    ],
    [
      "a restored breaker of a region that is no text",
      { restore: { version: 1, breakers: [{ service: "s", region: 5, state: "open", trips: 1 }] } },
      "restore.breakers[0].region (option) is 5: expected what snapshot() gave.",
    ],
    [
      "a restored breaker with trips that are no count",
      {
        restore: { version: 1, breakers: [{ service: "s", region: "us-east-1", state: "open", trips: -1 }] },
      },
      "restore.breakers[0].trips (option) is -1: expected what snapshot() gave.",
    ],
    [
      "targets that are no list",
      { targets: {} },
      "targets (option) is {}: expected a list of { region?, modelId?, weight? } with a region or a modelId in each.",
    ],
    [
      "a target that is text",
      { targets: ["us-east-1"] },
      `targets[0] (option) is "us-east-1": expected ${targetShape}.`,
    ],
    [
      "an empty target",
      { targets: [{ region: "us-east-1" }, {}] },
      `targets[1] (option) is {}: expected ${targetShape}.`,
    ],
    [
      "a target with a weight alone",
      { targets: [{ weight: 1 }] },
      `targets[0] (option) is {"weight":1}: expected ${targetShape}.`,
    ],
    [
      "a target's region",
      { targets: [{ region: "mars" }] },
      'targets[0].region (option) is "mars": expected an AWS region name such as us-east-1.',
    ],
    [
      "a target's model id",
      { targets: [{ modelId: " " }] },
      'targets[0].modelId (option) is " ": expected a model id, profile id or ARN, without blanks.',
    ],
    [
      "a target's weight",
      { targets: [{ modelId: "m", weight: 0 }] },
      "targets[0].weight (option) is 0: expected a number above 0, up to 1000.",
    ],
    [
      "models that are a list",
      { models: [] },
      "models (option) is []: expected a plain object of model ids or patterns with * to { window?, quota?, breaker?, targets? }.",
    ],
    ["an empty pattern", { models: { " ": {} } }, 'models (option) is " ": expected a model id or pattern.'],
    [
      "a model that is text",
      { models: { m: "x" } },
      'models["m"] (option) is "x": expected a plain object with options.',
    ],
    [
      "a model's field",
      { models: { m: { window: { max: 0 } } } },
      `models["m"].window.max (option) is 0: expected ${SLOTS}.`,
    ],
  ])("%s", (_name, options, message) => {
    expect(refusal({ options })).toBe(message);
  });

  it("is refused when reading it throws", () => {
    const thrower = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    const getter = {
      get max() {
        throw new Error("no");
      },
    };
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(refusal({ options: thrower })).toMatch(/^options \(option\) is /);
    expect(refusal({ options: { window: getter } })).toBe(
      "window (option) is an object that can't be read: expected a plain object with any of law, initial, min, max, increase, decreaseFactor, probeShare.",
    );
    expect(refusal({ options: { mode: circular } })).toMatch("an object that can't be read");
    expect(
      refusal({
        options: {
          clock: new Proxy(
            {},
            {
              get: () => {
                throw new Error("no");
              },
            },
          ),
        },
      }),
    ).toMatch("clock");
  });

  it("is refused when it is a proxy that has been revoked", () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(refusal({ options: { regions: proxy } })).toMatch(
      "regions (option) is an object that can't be read",
    );
    expect(refusal({ options: { targets: proxy } })).toMatch(
      "targets (option) is an object that can't be read",
    );
  });

  it("does not count where it is undefined, at any depth", () => {
    const options = { models: { m: undefined }, targets: [{ modelId: "m", region: undefined }] };
    expect(resolve({ options }).settings).toMatchObject({ models: [], targets: [{ modelId: "m" }] });
  });

  it("is cut at 60 characters in the message", () => {
    const message = refusal({ options: { mode: "x".repeat(1000) } });
    expect(message).toBe(`mode (option) is "${"x".repeat(58)}…: expected one of enforce, observe, off.`);
  });

  it("is fine when it comes from another realm", () => {
    expect(resolve({ options: runInNewContext("({ window: { max: 9 } })") }).settings.window.max).toBe(9);
  });
});
