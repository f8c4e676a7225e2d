import { createHash } from "node:crypto";
import type { PolicyName } from "./policies.js";
import type { Figures } from "./run.js";
import { MINUTE, type Scenario } from "./scenario.js";

/** A run that is asked for. */
export interface Task {
  readonly scenario: string;
  readonly policy: PolicyName;
  readonly seed: number;
}

/** A run, with what came of it. */
export interface Row extends Task {
  /** Of the scenario's parameters: where they change, the row is worth nothing. */
  readonly key: string;
  /** Versions that it was run with. */
  readonly with: string;
  readonly figures: Figures;
}

const SAMPLE_MS = 1000;

/** A function of time is what it gives. */
const plain =
  (minutes: number) =>
  (_: string, value: unknown): unknown => {
    if (value === Number.POSITIVE_INFINITY) return "Infinity";
    if (typeof value !== "function") return value;
    return Array.from({ length: (minutes * MINUTE) / SAMPLE_MS }, (_, i) => value(i * SAMPLE_MS));
  };

/** Fingerprint of what the service is and what is wanted of it; words and bands don't count. */
export function keyOf(scenario: Scenario): string {
  const {
    title: _,
    behaviour: __,
    bands: ___,
    ci: ____,
    open: _____,
    oursOnly: ______,
    ...parameters
  } = scenario;
  const text = JSON.stringify(parameters, plain(scenario.minutes));
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

export const sameTask = (one: Task, other: Task): boolean =>
  one.scenario === other.scenario && one.policy === other.policy && one.seed === other.seed;
