import { MAX_TIMER_MS } from "../clock.js";
import { REGION_NAME } from "../region-name.js";
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
    variable: "SPILLWAY_MODE",
    kind: "enum",
    default: "enforce",
    values: ["enforce", "observe", "off"],
  },
  {
    option: "window.law",
    variable: "SPILLWAY_WINDOW_LAW",
    kind: "enum",
    default: "adaptive",
    values: ["adaptive", "textbook"],
    perModel: true,
  },
  {
    option: "window.initial",
    variable: "SPILLWAY_WINDOW_INITIAL",
    kind: "number",
    unit: "slots",
    default: 4,
    min: 1,
    max: 10_000,
    perModel: true,
  },
  {
    option: "window.min",
    variable: "SPILLWAY_WINDOW_MIN",
    kind: "number",
    unit: "slots",
    default: 0.02,
    min: 0.01,
    max: 10_000,
    perModel: true,
  },
  {
    option: "window.max",
    variable: "SPILLWAY_WINDOW_MAX",
    kind: "number",
    unit: "slots",
    default: 1000,
    min: 1,
    max: 100_000,
    perModel: true,
  },
  {
    option: "window.increase",
    variable: "SPILLWAY_WINDOW_INCREASE",
    kind: "number",
    unit: "slots per round trip",
    default: 1,
    min: 0.01,
    max: 100,
    perModel: true,
  },
  {
    option: "window.decreaseFactor",
    variable: "SPILLWAY_WINDOW_DECREASE_FACTOR",
    kind: "number",
    unit: "",
    default: 0.9,
    min: 0.1,
    max: 0.99,
    perModel: true,
  },
  {
    option: "window.probeShare",
    variable: "SPILLWAY_WINDOW_PROBE_SHARE",
    kind: "number",
    unit: "",
    default: 0.005,
    min: 0.0001,
    max: 0.5,
    perModel: true,
  },
  {
    option: "queue.limit",
    variable: "SPILLWAY_QUEUE_LIMIT",
    kind: "integer",
    unit: "waiters per lane",
    default: 10_000,
    min: 0,
    max: 1_000_000,
  },
  {
    option: "queue.timeoutMs",
    variable: "SPILLWAY_QUEUE_TIMEOUT_MS",
    kind: "duration-or-none",
    unit: "milliseconds",
    default: 60_000,
    min: 0,
    max: MAX_TIMER_MS,
  },
  {
    option: "retry.maxAttempts",
    variable: "SPILLWAY_RETRY_MAX_ATTEMPTS",
    kind: "integer",
    unit: "attempts per call",
    default: 5,
    min: 1,
    max: 100,
  },
  {
    option: "retry.baseMs",
    variable: "SPILLWAY_RETRY_BASE_MS",
    kind: "number",
    unit: "milliseconds",
    default: 1000,
    min: 0,
    max: HOUR_MS,
  },
  {
    option: "retry.capMs",
    variable: "SPILLWAY_RETRY_CAP_MS",
    kind: "number",
    unit: "milliseconds",
    default: 30_000,
    min: 0,
    max: HOUR_MS,
  },
  {
    option: "breaker.failures",
    variable: "SPILLWAY_BREAKER_FAILURES",
    kind: "integer",
    unit: "capacity errors in a row",
    default: 5,
    min: 1,
    max: 1000,
    perModel: true,
  },
  {
    option: "breaker.openMs",
    variable: "SPILLWAY_BREAKER_OPEN_MS",
    kind: "number",
    unit: "milliseconds",
    default: 2000,
    min: 10,
    max: DAY_MS,
    perModel: true,
  },
  {
    option: "breaker.maxOpenMs",
    variable: "SPILLWAY_BREAKER_MAX_OPEN_MS",
    kind: "number",
    unit: "milliseconds",
    default: 10_000,
    min: 10,
    max: DAY_MS,
    perModel: true,
  },
  {
    option: "breaker.probes",
    variable: "SPILLWAY_BREAKER_PROBES",
    kind: "integer",
    unit: "attempts",
    default: 1,
    min: 1,
    max: 100,
    perModel: true,
  },
  {
    option: "breaker.scope",
    variable: "SPILLWAY_BREAKER_SCOPE",
    kind: "enum",
    default: "region",
    values: ["region", "model"],
  },
  {
    option: "breaker.whenOpen",
    variable: "SPILLWAY_BREAKER_WHEN_OPEN",
    kind: "enum",
    default: "wait",
    values: ["wait", "fail"],
    perModel: true,
  },
  {
    option: "breaker.codes",
    variable: "SPILLWAY_BREAKER_CODES",
    kind: "list",
    default: [],
    items: "error names or wordings",
    rule: "none empty",
    perModel: true,
  },
  {
    option: "regions",
    variable: "SPILLWAY_REGIONS",
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
    variable: "SPILLWAY_QUOTA_OUTPUT_WEIGHT",
    kind: "number",
    unit: "",
    default: undefined,
    min: 0,
    max: 1000,
    perModel: true,
  },
  {
    option: "quota.maxOutputTokens",
    variable: "SPILLWAY_QUOTA_MAX_OUTPUT_TOKENS",
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
    variable: "SPILLWAY_TELEMETRY",
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
