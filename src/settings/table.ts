import { MAX_TIMER_MS } from "../clock.js";
import { REGION_NAME } from "../region-name.js";
import { ZONE_NAMES, ZONE_OR_REGION } from "../residency.js";
import type { FileRow, OptionRow, Row } from "./row.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const FILE_ROW = { kind: "file", variable: "SPILLWAY_CONFIG" } as const satisfies FileRow;

/**
 * Every setting: the single source of the options' type, the parsers, the error messages and docs/tuning.md. What the
 * docs say of each stands in scripts/prose.ts, so that nobody's program carries it about; types hold the two together.
 * After a change run `npx tsx scripts/generate.ts`.
 */
const ROWS = [
  {
    option: "mode",
    kind: "enum",
    default: "enforce",
    values: ["enforce", "observe", "off"],
  },
  {
    option: "window.law",
    kind: "enum",
    default: "adaptive",
    values: ["adaptive", "textbook"],
    perModel: true,
  },
  {
    option: "window.initial",
    kind: "number",
    unit: "slots",
    default: 4,
    min: 1,
    max: 10_000,
    perModel: true,
  },
  {
    option: "window.min",
    kind: "number",
    unit: "slots",
    default: 0.02,
    min: 0.01,
    max: 10_000,
    perModel: true,
  },
  {
    option: "window.max",
    kind: "number",
    unit: "slots",
    default: 1000,
    min: 1,
    max: 100_000,
    perModel: true,
  },
  {
    option: "window.increase",
    kind: "number",
    unit: "slots per round trip",
    default: 1,
    min: 0.01,
    max: 100,
    perModel: true,
  },
  {
    option: "window.decreaseFactor",
    kind: "number",
    unit: "",
    default: 0.9,
    min: 0.1,
    max: 0.99,
    perModel: true,
  },
  {
    option: "window.probeShare",
    kind: "number",
    unit: "",
    default: 0.005,
    min: 0.0001,
    max: 0.5,
    perModel: true,
  },
  {
    option: "queue.limit",
    kind: "integer",
    unit: "waiters per lane",
    default: 10_000,
    min: 0,
    max: 1_000_000,
  },
  {
    option: "queue.timeoutMs",
    kind: "duration-or-none",
    unit: "milliseconds",
    default: 60_000,
    min: 0,
    max: MAX_TIMER_MS,
  },
  {
    option: "queue.order",
    kind: "enum",
    default: "fifo",
    values: ["fifo", "adaptive-lifo"],
  },
  {
    option: "queue.batchShare",
    kind: "number",
    unit: "",
    default: 0.1,
    min: 0.01,
    max: 0.5,
  },
  {
    option: "queue.weights",
    kind: "weights",
    expected: "a plain object of tenants to weights, each a number from 0.001 to 1000",
  },
  {
    option: "streams.idleMs",
    kind: "duration-or-none",
    unit: "milliseconds",
    default: 120_000,
    min: 10,
    max: MAX_TIMER_MS,
  },
  {
    option: "streams.truncation",
    kind: "enum",
    default: "error",
    values: ["error", "ignore"],
  },
  {
    option: "lanes.limit",
    kind: "integer",
    unit: "lanes",
    default: 1000,
    min: 1,
    max: 1_000_000,
  },
  {
    option: "retry.maxAttempts",
    kind: "integer",
    unit: "attempts per call",
    default: 5,
    min: 1,
    max: 100,
  },
  {
    option: "retry.baseMs",
    kind: "number",
    unit: "milliseconds",
    default: 1000,
    min: 0,
    max: HOUR_MS,
  },
  {
    option: "retry.capMs",
    kind: "number",
    unit: "milliseconds",
    default: 30_000,
    min: 0,
    max: HOUR_MS,
  },
  {
    option: "retry.budgetShare",
    kind: "number",
    unit: "",
    default: 0.2,
    min: 0,
    max: 10,
  },
  {
    option: "retry.budgetBurst",
    kind: "integer",
    unit: "attempts",
    default: 100,
    min: 0,
    max: 1_000_000,
  },
  {
    option: "breaker.failures",
    kind: "integer",
    unit: "capacity errors in a row",
    default: 5,
    min: 1,
    max: 1000,
    perModel: true,
  },
  {
    option: "breaker.serverErrorShare",
    kind: "number",
    unit: "",
    default: 0.5,
    min: 0.01,
    max: 1,
    perModel: true,
  },
  {
    option: "breaker.timeoutShare",
    kind: "number",
    unit: "",
    default: 0.5,
    min: 0.01,
    max: 1,
    perModel: true,
  },
  {
    option: "breaker.shareOf",
    kind: "integer",
    unit: "attempts",
    default: 20,
    min: 2,
    max: 1000,
    perModel: true,
  },
  {
    option: "breaker.openMs",
    kind: "number",
    unit: "milliseconds",
    default: 2000,
    min: 10,
    max: DAY_MS,
    perModel: true,
  },
  {
    option: "breaker.maxOpenMs",
    kind: "number",
    unit: "milliseconds",
    default: 6000,
    min: 10,
    max: DAY_MS,
    perModel: true,
  },
  {
    option: "breaker.probes",
    kind: "integer",
    unit: "attempts",
    default: 1,
    min: 1,
    max: 100,
    perModel: true,
  },
  {
    option: "breaker.scope",
    kind: "enum",
    default: "region",
    values: ["region", "model"],
  },
  {
    option: "breaker.whenOpen",
    kind: "enum",
    default: "wait",
    values: ["wait", "fail"],
    perModel: true,
  },
  {
    option: "breaker.codes",
    kind: "list",
    default: [],
    items: "error names or wordings",
    rule: "none empty",
    perModel: true,
  },
  {
    option: "regions",
    kind: "list",
    default: [],
    items: "AWS region names such as us-east-1",
    rule: "home first, none twice",
    pattern: REGION_NAME,
    unique: true,
  },
  {
    option: "targets",
    kind: "targets",
    expected: "a list of { region?, modelId?, weight? } with a region or a modelId in each",
    perModel: true,
  },
  {
    option: "spill.afterMs",
    kind: "number",
    unit: "milliseconds",
    default: 250,
    min: 0,
    max: HOUR_MS,
  },
  {
    option: "residency",
    kind: "list",
    default: [],
    items: `zones (${ZONE_NAMES.join(", ")}) or AWS region names such as eu-central-1`,
    rule: "not empty, none twice",
    pattern: ZONE_OR_REGION,
    unique: true,
    single: true,
  },
  {
    option: "quota.source",
    kind: "enum",
    default: "settings",
    values: ["settings", "auto"],
    short: "auto",
    perModel: true,
  },
  {
    option: "quota.requestsPerMinute",
    variable: "SPILLWAY_QUOTA_RPM",
    kind: "number",
    unit: "requests per minute",
    default: undefined,
    min: 1,
    max: 1e12,
    perModel: true,
  },
  {
    option: "quota.tokensPerMinute",
    variable: "SPILLWAY_QUOTA_TPM",
    kind: "number",
    unit: "tokens per minute",
    default: undefined,
    min: 0,
    aboveMin: true,
    max: 1e12,
    perModel: true,
  },
  {
    option: "quota.tokensPerDay",
    variable: "SPILLWAY_QUOTA_TPD",
    kind: "number",
    unit: "tokens per day",
    default: undefined,
    min: 0,
    aboveMin: true,
    max: 1e12,
    perModel: true,
  },
  {
    option: "quota.outputWeight",
    kind: "number",
    unit: "",
    default: undefined,
    min: 0,
    max: 1000,
    perModel: true,
  },
  {
    option: "quota.maxOutputTokens",
    kind: "integer",
    unit: "tokens",
    default: undefined,
    min: 0,
    max: 1e9,
    perModel: true,
  },
  {
    option: "models",
    kind: "models",
    expected: "a plain object of model ids or patterns with * to { window?, quota?, breaker?, targets? }",
  },
  FILE_ROW,
  {
    option: "telemetry",
    kind: "switch",
    default: true,
    values: ["on", "off"],
  },
  {
    option: "clock",
    kind: "code",
    type: "Clock",
    methods: ["now", "wallNow", "setTimeout", "clearTimeout"],
  },
  {
    option: "random",
    kind: "code",
    type: "Random",
    methods: [],
  },
  {
    option: "clientFor",
    kind: "code",
    type: "ClientFor",
    methods: [],
  },
  {
    option: "endpointFor",
    kind: "code",
    type: "EndpointFor",
    methods: [],
  },
  {
    option: "quotasFor",
    kind: "code",
    type: "QuotasFor",
    methods: [],
  },
  {
    option: "restore",
    kind: "restore",
    expected: "what snapshot() gave: an object with version 1 and a list of breakers",
  },
] as const satisfies readonly Row[];

/** Every row as exactly what it says; for types only. */
export type ExactRow = (typeof ROWS)[number];

export const TABLE: readonly Row[] = ROWS;

const isOption = (row: Row): row is OptionRow => row.kind !== "file";

export const OPTIONS: readonly OptionRow[] = TABLE.filter(isOption);

/** `window` of `window.max`; empty for an option without a group. */
export const groupOf = (option: string): string =>
  option.includes(".") ? option.slice(0, option.indexOf(".")) : "";

/** `max` of `window.max`. */
export const fieldOf = (option: string): string => option.slice(option.indexOf(".") + 1);

/** The variable of a setting; undefined where only options and the file can say it. */
export function variableOf(row: OptionRow): string | undefined {
  if (row.kind === "code" || "expected" in row) return undefined;
  return row.variable ?? `SPILLWAY_${row.option.replace(/[A-Z]/g, "_$&").replace(".", "_").toUpperCase()}`;
}

/** The same, of a setting by its name. */
export function variableNamed(option: OptionRow["option"]): string | undefined {
  const row = OPTIONS.find((one) => one.option === option);
  return row && variableOf(row);
}
