import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { systemClock } from "../../src/clock.js";
import { systemRandom } from "../../src/random.js";
import { ownVariables } from "../../src/settings/environment.js";
import type { SpillwayOptions } from "../../src/settings/options.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import type {
  BreakerSettings,
  QueueSettings,
  QuotaSettings,
  RetrySettings,
  Settings,
  WindowSettings,
} from "../../src/settings/settings.js";
import { resolve } from "./help.js";

const DEFAULTS = {
  mode: "enforce",
  window: {
    law: "adaptive",
    initial: 4,
    min: 0.02,
    max: 1000,
    increase: 1,
    decreaseFactor: 0.9,
    probeShare: 0.005,
  },
  queue: { limit: 10_000, timeoutMs: 60_000, order: "fifo", batchShare: 0.1, weights: {} },
  streams: { idleMs: 120_000, truncation: "error" },
  lanes: { limit: 1000 },
  retry: { maxAttempts: 5, baseMs: 1000, capMs: 30_000, budgetShare: 0.2, budgetBurst: 100 },
  breaker: {
    failures: 5,
    serverErrorShare: 0.5,
    timeoutShare: 0.5,
    shareOf: 20,
    openMs: 2000,
    maxOpenMs: 6000,
    probes: 1,
    scope: "region",
    whenOpen: "wait",
    codes: [],
  },
  regions: [],
  targets: [],
  spill: { afterMs: 250 },
  residency: [],
  quota: {
    source: "settings",
    requestsPerMinute: undefined,
    tokensPerMinute: undefined,
    tokensPerDay: undefined,
    outputWeight: undefined,
    maxOutputTokens: undefined,
  },
  models: [],
  telemetry: true,
  clock: systemClock,
  random: systemRandom,
};

describe("with nothing set", () => {
  it("gives every default, and nothing else", () => {
    const { settings, warnings } = resolve({});
    expect({ settings, warnings }).toStrictEqual({ settings: DEFAULTS, warnings: [] });
  });

  it("is the same for {} and for options that are undefined", () => {
    const options = { mode: undefined, window: undefined, quota: { tokensPerDay: undefined } };
    expect(resolve({ options: {} }).settings).toStrictEqual(DEFAULTS);
    const { settings, warnings } = resolve({ options });
    expect({ settings, warnings }).toStrictEqual({ settings: DEFAULTS, warnings: [] });
  });

  it("works where there is no process", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(resolveSettings().settings).toStrictEqual(DEFAULTS);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("reads the process's own variables", () => {
    vi.stubEnv("SPILLWAY_WINDOW_MAX", "50");
    try {
      expect(resolveSettings().settings.window.max).toBe(50);
      expect([...ownVariables().keys()].every((name) => name.startsWith("SPILLWAY_"))).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("precedence", () => {
  const file = { window: { max: 30 } };
  const environment = { SPILLWAY_WINDOW_MAX: "20" };
  const options = { window: { max: 10 } };
  it.each([
    ["default", {}, 1000],
    ["file beats default", { file }, 30],
    ["variable beats file", { file, environment }, 20],
    ["option beats variable", { file, environment, options }, 10],
    ["option beats file", { file, options }, 10],
    ["an undefined option beats nothing", { environment, options: { window: { max: undefined } } }, 20],
  ])("%s", (_name, given, max) => {
    expect(resolve(given).settings.window.max).toBe(max);
  });

  it("is field by field within a group", () => {
    const given = { file: { window: { initial: 2, max: 30 } }, environment, options: { window: { min: 1 } } };
    expect(resolve(given).settings.window).toMatchObject({ initial: 2, min: 1, max: 20 });
  });

  it("lets an empty list in code take back a variable's", () => {
    const given = { environment: { SPILLWAY_REGIONS: "us-east-1" }, options: { regions: [] } };
    expect(resolve(given).settings.regions).toEqual([]);
  });
});

describe("variables", () => {
  it.each([
    ["SPILLWAY_MODE", "observe", "mode", "observe"],
    ["SPILLWAY_WINDOW_LAW", "textbook", "window.law", "textbook"],
    ["SPILLWAY_WINDOW_INITIAL", "7", "window.initial", 7],
    ["SPILLWAY_WINDOW_MIN", "0.01", "window.min", 0.01],
    ["SPILLWAY_WINDOW_MAX", "1e2", "window.max", 100],
    ["SPILLWAY_WINDOW_INCREASE", "0.5", "window.increase", 0.5],
    ["SPILLWAY_WINDOW_DECREASE_FACTOR", "0.5", "window.decreaseFactor", 0.5],
    ["SPILLWAY_WINDOW_PROBE_SHARE", "0.0001", "window.probeShare", 0.0001],
    ["SPILLWAY_QUEUE_LIMIT", "0", "queue.limit", 0],
    ["SPILLWAY_QUEUE_TIMEOUT_MS", "none", "queue.timeoutMs", Number.POSITIVE_INFINITY],
    ["SPILLWAY_QUEUE_ORDER", "adaptive-lifo", "queue.order", "adaptive-lifo"],
    ["SPILLWAY_QUEUE_BATCH_SHARE", "0.25", "queue.batchShare", 0.25],
    ["SPILLWAY_STREAMS_IDLE_MS", "none", "streams.idleMs", Number.POSITIVE_INFINITY],
    ["SPILLWAY_STREAMS_TRUNCATION", "ignore", "streams.truncation", "ignore"],
    ["SPILLWAY_LANES_LIMIT", "50", "lanes.limit", 50],
    ["SPILLWAY_RETRY_MAX_ATTEMPTS", "1", "retry.maxAttempts", 1],
    ["SPILLWAY_RETRY_BASE_MS", "-0", "retry.baseMs", 0],
    ["SPILLWAY_RETRY_CAP_MS", "3600000", "retry.capMs", 3_600_000],
    ["SPILLWAY_BREAKER_FAILURES", "9", "breaker.failures", 9],
    ["SPILLWAY_BREAKER_OPEN_MS", "10", "breaker.openMs", 10],
    ["SPILLWAY_BREAKER_MAX_OPEN_MS", "86400000", "breaker.maxOpenMs", 86_400_000],
    ["SPILLWAY_BREAKER_PROBES", "2", "breaker.probes", 2],
    ["SPILLWAY_BREAKER_SCOPE", "model", "breaker.scope", "model"],
    ["SPILLWAY_BREAKER_WHEN_OPEN", "fail", "breaker.whenOpen", "fail"],
    ["SPILLWAY_BREAKER_CODES", "Odd, is on fire", "breaker.codes", ["Odd", "is on fire"]],
    ["SPILLWAY_REGIONS", "us-gov-west-1,eu-west-1", "regions", ["us-gov-west-1", "eu-west-1"]],
    ["SPILLWAY_QUOTA_RPM", "1.5", "quota.requestsPerMinute", 1.5],
    ["SPILLWAY_QUOTA_TPM", "1e12", "quota.tokensPerMinute", 1e12],
    ["SPILLWAY_QUOTA_TPD", "1000", "quota.tokensPerDay", 1000],
    ["SPILLWAY_QUOTA_OUTPUT_WEIGHT", "2.5", "quota.outputWeight", 2.5],
    ["SPILLWAY_QUOTA_MAX_OUTPUT_TOKENS", "4096", "quota.maxOutputTokens", 4096],
    ["SPILLWAY_TELEMETRY", "off", "telemetry", false],
  ])("%s=%s", (variable, text, option, value) => {
    const { settings, warnings } = resolve({ environment: { [variable]: text } });
    expect(settings).toHaveProperty(option, value);
    expect(warnings).toEqual([]);
  });
});

describe("options", () => {
  it.each([
    [true, true],
    [false, false],
    ["on", true],
    ["off", false],
  ])("telemetry: %j", (telemetry, value) => {
    expect(resolve({ options: { telemetry } }).settings.telemetry).toBe(value);
    expect(resolve({ file: { telemetry } }).settings.telemetry).toBe(value);
  });

  it("takes clock, random and functions as they are, a clock of a class too", () => {
    class Virtual {
      readonly now = () => 0;
      wallNow() {
        return 0;
      }
      setTimeout() {}
      clearTimeout() {}
    }
    const clock = new Virtual();
    const random = () => 0.5;
    const clientFor = () => ({});
    const endpointFor = () => "http://localhost";
    const { settings } = resolve({ options: { clock, random, clientFor, endpointFor } });
    expect(settings).toMatchObject({ random, clientFor, endpointFor });
    expect(settings.clock).toBe(clock);
    expect(Object.isFrozen(clock)).toBe(false);
  });

  it("have the same names as the settings", () => {
    type Named<G extends "window" | "queue" | "retry" | "breaker" | "quota"> = keyof Exclude<
      SpillwayOptions[G],
      string | undefined
    >;
    expectTypeOf<keyof SpillwayOptions>().toEqualTypeOf<keyof Settings>();
    expectTypeOf<Named<"window">>().toEqualTypeOf<keyof WindowSettings>();
    expectTypeOf<Named<"queue">>().toEqualTypeOf<keyof QueueSettings>();
    expectTypeOf<Named<"retry">>().toEqualTypeOf<keyof RetrySettings>();
    expectTypeOf<Named<"breaker">>().toEqualTypeOf<keyof BreakerSettings>();
    expectTypeOf<Named<"quota">>().toEqualTypeOf<keyof QuotaSettings>();
    const options: SpillwayOptions = {
      models: { "a*": { window: { max: 9 } } },
      queue: { timeoutMs: "none" },
    };
    expect(resolve({ options }).warnings).toEqual([]);
  });
});
