import { createHash } from "node:crypto";
import type { PolicyName } from "./policies.js";
import type { Figures } from "./run.js";
import { MINUTE } from "./scenario.js";

/** A run that is asked for. */
export interface Task<Policy extends string = PolicyName> {
  readonly scenario: string;
  readonly policy: Policy;
  readonly seed: number;
}

/** A run, with what came of it. */
export interface Row<Came = Figures, Policy extends string = PolicyName> extends Task<Policy> {
  /** Of the scenario's parameters: where they change, the row is worth nothing. */
  readonly key: string;
  /** Versions that it was run with. */
  readonly with: string;
  readonly figures: Came;
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

/** What a scenario holds for readers and judges, beside its parameters. */
interface Words {
  readonly title: string;
  readonly behaviour: string;
  readonly bands: unknown;
  readonly ci?: unknown;
  readonly open?: boolean;
  readonly oursOnly?: boolean;
  readonly seeds?: number;
}

/** Fingerprint of what the service is and what is wanted of it; words and bands don't count. */
export function keyOf<Given extends Words & { readonly minutes: number }>(scenario: Given): string {
  const {
    title: _,
    behaviour: __,
    bands: ___,
    ci: ____,
    open: _____,
    oursOnly: ______,
    seeds: _______,
    ...parameters
  } = scenario;
  const text = JSON.stringify(parameters, plain(scenario.minutes));
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** A row with the oracle's of the same seed. */
export type Pair<Came, Policy extends string> = readonly [own: Row<Came, Policy>, oracle: Row<Came, Policy>];

/** The rows of a scenario and a policy, each with the oracle's; only seeds that the oracle has run, too. */
export function pairsIn<Came, Policy extends string>(
  rows: readonly Row<Came, Policy>[],
  scenario: string,
  policy: Policy,
  oracle: Policy,
): Pair<Came, Policy>[] {
  const own = rows.filter((row) => row.scenario === scenario);
  const oracles = new Map(own.filter((row) => row.policy === oracle).map((row) => [row.seed, row]));
  return own
    .filter((row) => row.policy === policy)
    .flatMap((row) => {
      const beside = oracles.get(row.seed);
      return beside ? [[row, beside] as const] : [];
    });
}

export const sameTask = (one: Task<string>, other: Task<string>): boolean =>
  one.scenario === other.scenario && one.policy === other.policy && one.seed === other.seed;
