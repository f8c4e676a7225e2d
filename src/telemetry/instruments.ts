import { ATTRIBUTE, LABEL } from "./names.js";

export type InstrumentKind = "counter" | "histogram" | "gauge" | "upDownCounter";

/** A metric as it is told to the OpenTelemetry API. Units are UCUM. */
export interface Instrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly unit: string;
  readonly description: string;
  /** The attributes that its points have; all of them are bounded. */
  readonly attributes: readonly string[];
}

const LANE = [ATTRIBUTE.region, ATTRIBUTE.model] as const;
const OF_ATTEMPT = [...LANE, ATTRIBUTE.outcome] as const;

const counter = (name: string, unit: string, description: string, attributes: readonly string[]) =>
  ({ name, kind: "counter", unit, description, attributes }) as const;
const seconds = (name: string, description: string, attributes: readonly string[]) =>
  ({ name, kind: "histogram", unit: "s", description, attributes }) as const;
const gauge = (name: string, unit: string, description: string, attributes: readonly string[]) =>
  ({ name, kind: "gauge", unit, description, attributes }) as const;
const level = (name: string, unit: string, description: string, attributes: readonly string[]) =>
  ({ name, kind: "upDownCounter", unit, description, attributes }) as const;

/** All metrics. What is read at collection costs a call nothing: gauges and up-down counters. */
export const INSTRUMENTS = {
  window: gauge("spillway.window", "{attempt}", "Attempts that a lane may have in flight.", LANE),
  inFlight: level("spillway.in_flight", "{attempt}", "Attempts in flight.", LANE),
  queued: level("spillway.queued", "{call}", "Calls that wait in line.", LANE),
  breaker: gauge("spillway.breaker.state", "{state}", "0 closed, 1 half-open, 2 open.", [
    LABEL.service,
    ...LANE,
  ]),
  quotaLimit: gauge("spillway.quota.limit", "{quota}", "Quota, stated or learnt.", [...LANE, LABEL.kind]),
  quotaUsed: gauge("spillway.quota.used", "{quota}", "What was admitted of a stated quota in its time.", [
    ...LANE,
    LABEL.kind,
  ]),
  retryBudget: gauge("spillway.retry.budget", "{retry}", "Repetitions that would be paid for now.", LANE),
  callDuration: seconds("spillway.call.duration", "Duration of calls, streams to their end.", OF_ATTEMPT),
  attemptDuration: seconds(
    "spillway.attempt.duration",
    "Duration of attempts, streams to their end.",
    OF_ATTEMPT,
  ),
  firstChunk: seconds(
    "spillway.attempt.time_to_first_chunk",
    "From sending to the first event of a stream.",
    LANE,
  ),
  queueWait: seconds("spillway.queue.wait", "Time in line before an attempt.", LANE),
  attempts: counter("spillway.attempts", "{attempt}", "Attempts that have ended.", OF_ATTEMPT),
  rejections: counter(
    "spillway.rejections",
    "{attempt}",
    "Attempts that were refused for want of quota or capacity.",
    OF_ATTEMPT,
  ),
  retries: counter("spillway.retries", "{retry}", "Failed attempts that were repeated.", OF_ATTEMPT),
  unrepeated: counter(
    "spillway.retries.withheld",
    "{retry}",
    "Failed attempts that the retry bucket did not let repeat.",
    OF_ATTEMPT,
  ),
  spills: counter("spillway.spills", "{attempt}", "Attempts that went to another place than home.", [
    ...LANE,
    LABEL.reason,
  ]),
  refusals: counter("spillway.refusals", "{call}", "Calls that spillway refused itself.", [
    ...LANE,
    LABEL.code,
  ]),
  transitions: counter("spillway.breaker.transitions", "{transition}", "Changes of a breaker's state.", [
    LABEL.service,
    ...LANE,
    LABEL.to,
  ]),
  windowChanges: counter("spillway.window.changes", "{change}", "Moves of a window.", [
    ...LANE,
    LABEL.reason,
  ]),
  reserved: counter("spillway.tokens.reserved", "{token}", "Tokens reserved of quotas for attempts.", LANE),
  settled: counter(
    "spillway.tokens.settled",
    "{token}",
    "Tokens that answers have used, as quotas count them.",
    LANE,
  ),
  refunded: counter("spillway.tokens.refunded", "{token}", "Reserved tokens that came back.", LANE),
} satisfies Readonly<Record<string, Instrument>>;

export type InstrumentKey = keyof typeof INSTRUMENTS;

/** In seconds: as the conventions for GenAI clients, doubling from 10 ms, and on to where calls wait for minutes. */
export const BOUNDARIES: readonly number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84,
];
