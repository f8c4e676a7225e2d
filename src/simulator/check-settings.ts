import { checkKeys, checkNumber, checkOneOf, type NumberRange, refuse } from "./check.js";
import { checkModelFaults, checkRegionFaults } from "./check-faults.js";
import { type Check, checkFields, FROM_0, number, oneOf, SHARE, WORDING } from "./rules.js";
import type { ModelSettings, Quota, SimulatorChange, Slots } from "./types.js";

const ABOVE_0: NumberRange = { min: 0, above: true };
const SIGMA: NumberRange = { min: 0, max: 5 };
const LIMIT: NumberRange = { min: 0, above: true, infinity: true };
const SLOTS: NumberRange = { min: 0, infinity: true };

const record =
  (rules: Readonly<Record<string, Check>>): Check =>
  (field, value) =>
    checkFields(field, value, rules);

function checkSlots(field: string, slots: Slots): void {
  if (typeof slots === "function") return;
  if (!Array.isArray(slots)) {
    checkNumber(field, slots, SLOTS);
    return;
  }
  if (slots.length === 0) refuse(field, slots, "not empty");
  let last = Number.NEGATIVE_INFINITY;
  slots.forEach((step: unknown, i) => {
    if (!Array.isArray(step) || step.length !== 2) refuse(`${field}[${i}]`, step, "[fromMs, slots]");
    checkNumber(`${field}[${i}][0]`, step[0], FROM_0);
    checkNumber(`${field}[${i}][1]`, step[1], SLOTS);
    if (step[0] <= last) refuse(`${field}[${i}][0]`, step[0], `above ${last}: steps ascend`);
    last = step[0];
  });
}

function checkQuota(field: string, quota: Quota): void {
  checkFields(field, quota, {
    perMinute: number(LIMIT),
    burst: number(ABOVE_0),
    refill: oneOf(["continuous", "minute", "sliding"]),
    wording: WORDING,
  });
  if (quota.perMinute === undefined) refuse(`${field}.perMinute`, undefined, "a number above 0 or Infinity");
  const continuous = quota.refill === undefined || quota.refill === "continuous";
  if (quota.burst !== undefined && !continuous) {
    refuse(`${field}.burst`, quota.burst, `left out with refill "${quota.refill}"`);
  }
}

function checkRejectMs(field: string, value: number | readonly number[]): void {
  if (!Array.isArray(value)) {
    checkNumber(field, value, FROM_0);
    return;
  }
  if (value.length === 0) refuse(field, value, "not empty");
  value.forEach((ms, i) => {
    checkNumber(`${field}[${i}]`, ms, FROM_0);
  });
}

const checkServer = record({
  slots: checkSlots,
  requests: checkQuota,
  tokens: checkQuota,
  tokensPerDay: number(LIMIT),
  maxTokens: number({ min: 1, integer: true }),
  outputMultiplier: number(FROM_0),
  service: record({
    meanMs: number(FROM_0),
    sigma: number(SIGMA),
    firstTokenShare: number(SHARE),
    tokensPerSecond: number(ABOVE_0),
  }),
  output: record({ meanTokens: number(ABOVE_0), sigma: number(SIGMA) }),
  rejectMs: checkRejectMs,
  networkMs: number(FROM_0),
  networkJitterMs: number(FROM_0),
  full: WORDING,
  faults: checkModelFaults,
  chunks: number({ min: 1, max: 1000, integer: true }),
} satisfies Record<keyof ModelSettings, Check>) as (field: string, value: unknown) => void;

/** @throws TypeError that names the field, its value and what it may be. */
export function checkChange(change: SimulatorChange, regions: readonly string[]): void {
  checkKeys("options", change, ["defaults", "models", "regionFaults"]);
  if (change.defaults !== undefined) checkServer("defaults", change.defaults);
  checkKeys("models", change.models ?? {}, Object.keys(change.models ?? {}));
  for (const [pattern, settings] of Object.entries(change.models ?? {})) {
    checkServer(`models[${JSON.stringify(pattern)}]`, settings);
  }
  for (const [region, faults] of Object.entries(change.regionFaults ?? {})) {
    checkOneOf("regionFaults: region", region, regions);
    checkRegionFaults(`regionFaults[${JSON.stringify(region)}]`, faults);
  }
}
