import { ATTRIBUTE, LABEL } from "../src/telemetry/names.js";
import type { Query } from "./dashboard-names.js";

/** A panel of the dashboard: what it is called, what it tells, and of what. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  /** In Grafana's words. */
  readonly unit: "short" | "s" | "reqps" | "ops" | "cps" | "percentunit";
  /** `states`: 0, 1 and 2 of a breaker, as bands. `stacked`: parts of a whole. */
  readonly shape: "lines" | "stacked" | "states";
  /** Values that are orders of magnitude apart. */
  readonly logarithmic?: true;
  readonly queries: readonly Query[];
}

const REGION = [ATTRIBUTE.region];
const LANE = [ATTRIBUTE.region, ATTRIBUTE.model];
const quantiles = (key: Query["key"], by: readonly string[] = []): Query[] => [
  { key, as: "p50", by, legend: "p50" },
  { key, as: "p99", by, legend: "p99" },
];

export const PANELS: readonly Panel[] = [
  {
    title: "Windows",
    description: "Attempts that may be in flight at once. Below 1: one now and then.",
    unit: "short",
    shape: "lines",
    queries: [{ key: "window", as: "sum", by: LANE }],
  },
  {
    title: "In flight",
    description: "Attempts under way, streams to their last byte.",
    unit: "short",
    shape: "lines",
    queries: [{ key: "inFlight", as: "sum", by: LANE }],
  },
  {
    title: "Waiting in line",
    description: "Calls that wait for a permit.",
    unit: "short",
    shape: "lines",
    queries: [{ key: "queued", as: "sum", by: LANE }],
  },
  {
    title: "Time in line",
    description: "Seconds in line before an attempt.",
    unit: "s",
    shape: "lines",
    queries: quantiles("queueWait"),
  },
  {
    title: "Calls by ending",
    description: "How calls ended, streams too: truncated and stalled ones were cut short.",
    unit: "reqps",
    shape: "stacked",
    queries: [{ key: "callDuration", as: "rate", by: [ATTRIBUTE.outcome] }],
  },
  {
    title: "Attempts by outcome",
    description: "Requests on the wire. Each outcome is told in docs/how-it-works.md.",
    unit: "reqps",
    shape: "stacked",
    queries: [{ key: "attempts", as: "rate", by: [ATTRIBUTE.outcome] }],
  },
  {
    title: "Rejections",
    description: "Attempts that the service refused for want of quota or capacity.",
    unit: "reqps",
    shape: "stacked",
    queries: [{ key: "rejections", as: "rate", by: [ATTRIBUTE.region, ATTRIBUTE.outcome] }],
  },
  {
    title: "Refusals",
    description: "Calls that spillway refused itself, by code.",
    unit: "reqps",
    shape: "stacked",
    queries: [{ key: "refusals", as: "rate", by: [LABEL.code] }],
  },
  {
    title: "Breakers",
    description: "A breaker without a model is its region's.",
    unit: "short",
    shape: "states",
    queries: [{ key: "breaker", as: "max", by: LANE }],
  },
  {
    title: "Spills",
    description: "Attempts that went to another place than home: where to, and why.",
    unit: "reqps",
    shape: "stacked",
    queries: [{ key: "spills", as: "rate", by: [ATTRIBUTE.region, LABEL.reason] }],
  },
  {
    title: "Latency of calls",
    description: "From send() to the answer or to the last byte of a stream, waits and repetitions included.",
    unit: "s",
    shape: "lines",
    queries: quantiles("callDuration"),
  },
  {
    title: "Latency of attempts",
    description: "What the service takes, region by region.",
    unit: "s",
    shape: "lines",
    queries: quantiles("attemptDuration", REGION),
  },
  {
    title: "Time to first chunk",
    description: "Of streams: from sending to the first event.",
    unit: "s",
    shape: "lines",
    queries: quantiles("firstChunk", REGION),
  },
  {
    title: "Tokens",
    description: "Reserved for attempts, used in the end, and given back, as quotas count them.",
    unit: "cps",
    shape: "lines",
    queries: [
      { key: "reserved", as: "rate", by: [], legend: "reserved" },
      { key: "settled", as: "rate", by: [], legend: "settled" },
      { key: "refunded", as: "rate", by: [], legend: "refunded" },
    ],
  },
  {
    title: "Quotas used",
    description: "Share of a stated quota that was admitted in its minute or day.",
    unit: "percentunit",
    shape: "lines",
    queries: [{ key: "quotaUsed", as: "sum", of: "quotaLimit", by: [LABEL.kind, ...LANE] }],
  },
  {
    title: "Quotas",
    description: "Tokens or requests, per minute or day, stated or learnt.",
    unit: "short",
    shape: "lines",
    logarithmic: true,
    queries: [{ key: "quotaLimit", as: "sum", by: [LABEL.kind, ...LANE] }],
  },
  {
    title: "Repetitions",
    description: "Failed attempts that were repeated, and those that the retry bucket did not let repeat.",
    unit: "reqps",
    shape: "lines",
    queries: [
      { key: "retries", as: "rate", by: [ATTRIBUTE.outcome], legend: "repeated" },
      { key: "unrepeated", as: "rate", by: [ATTRIBUTE.outcome], legend: "withheld" },
    ],
  },
  {
    title: "Retry budget",
    description: "Repetitions that would be paid for now, in the lane that has fewest.",
    unit: "short",
    shape: "lines",
    queries: [{ key: "retryBudget", as: "min", by: LANE }],
  },
  {
    title: "Changes",
    description: "Moves of windows by reason, and changes of breakers by what they changed to.",
    unit: "ops",
    shape: "lines",
    queries: [
      { key: "windowChanges", as: "rate", by: [LABEL.reason], legend: "window:" },
      { key: "transitions", as: "rate", by: [LABEL.to], legend: "breaker:" },
    ],
  },
];
