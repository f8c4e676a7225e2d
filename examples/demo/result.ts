import type { Contestant } from "./contestants.js";
import { type Form, SLOTS } from "./load.js";

/** What came of one client in one form. */
export interface ClientResult {
  readonly client: string;
  readonly governed: boolean;
  readonly answered: number;
  readonly failed: number;
  /** Requests on the wire, as the service counted them. */
  readonly attempts: number;
  /** Attempts that the service refused. */
  readonly rejected: number;
  /** From `send()` to the answer, of the calls that were answered; null where none was. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Until the last call had its result. */
  readonly seconds: number;
  /** Failed calls by error name. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What came of one form. */
export interface FormResult {
  readonly full: Form["full"];
  readonly calls: number;
  readonly slots: number;
  readonly clients: readonly ClientResult[];
}

export const sum = (counts: Iterable<number>): number => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};

/** Nearest rank: the smallest value that at least this share of all does not exceed. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value);
}

export const rejectedOf = ({ simulator }: Contestant): number =>
  sum(Object.values(simulator.report().totals.rejected));

function clientResult(contestant: Contestant): ClientResult {
  const { name, governor, simulator, answeredMs, errors, tookMs } = contestant;
  return {
    client: name,
    governed: governor !== undefined,
    answered: answeredMs.length,
    failed: sum(errors.values()),
    attempts: simulator.report().totals.attempts,
    rejected: rejectedOf(contestant),
    p50Ms: quantile(answeredMs, 0.5),
    p99Ms: quantile(answeredMs, 0.99),
    seconds: Math.round(tookMs / 100) / 10,
    errors: Object.fromEntries(errors),
  };
}

export const resultOf = (form: Form, calls: number, contestants: readonly Contestant[]): FormResult => ({
  full: form.full,
  calls,
  slots: SLOTS,
  clients: contestants.map(clientResult),
});

/** Whether the governed client got every answer. */
export const allAnswered = (forms: readonly FormResult[]): boolean =>
  forms.every(({ clients, calls }) => clients.some((each) => each.governed && each.answered === calls));
