import { MINUTE_MS } from "../clock.js";

/** How much had been admitted at a moment. */
export interface Mark {
  readonly at: number;
  readonly admitted: number;
  /** What was refused then; 0: nothing was. */
  readonly cost: number;
}

const MARKS = 8;
const CHECK_MS = MINUTE_MS / 6;
const MEMORY_MS = MINUTE_MS + CHECK_MS;

export const withMark = (marks: readonly Mark[], mark: Mark): readonly Mark[] =>
  [...marks, mark].slice(-MARKS);

/** What was sent before a mark counts before it, also where we learn its true cost only now. */
export const less = (marks: readonly Mark[], cost: number, sentAt: number): readonly Mark[] =>
  marks.some(({ at }) => sentAt <= at)
    ? marks.map((mark) => (sentAt <= mark.at ? { ...mark, admitted: mark.admitted - cost } : mark))
    : marks;

/**
 * The range that a quota lies in, in units per ms, by what was admitted between refusals.
 *
 * A refusal means that the bucket held less than its cost. So what was admitted between two of them is what trickled
 * in, give or take one request: (admitted - cost then) / time <= quota <= (admitted + cost now) / time. That holds
 * whatever the bucket's depth, as long as it did not overflow between. All marks together narrow it down, the newest
 * first, until one contradicts: the quota was another then.
 */
export function measured(marks: readonly Mark[], last: Mark): { low: number; high: number } {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (const mark of [...marks].reverse()) {
    const ms = last.at - mark.at;
    if (ms <= 0) continue;
    const got = last.admitted - mark.admitted;
    const [lower, upper] = [(got - mark.cost) / ms, (got + last.cost) / ms];
    if (lower > high || upper < low) break;
    low = Math.max(low, lower);
    high = Math.min(high, upper);
  }
  return { low, high };
}

/** Keeps what had been admitted at a few moments of the last minute, oldest first. */
export function checked(checks: readonly Mark[], admitted: number, now: number): readonly Mark[] {
  const last = checks.at(-1);
  if (last !== undefined && now < last.at + CHECK_MS) return checks;
  return [...checks.filter(({ at }) => at >= now - MEMORY_MS), { at: now, admitted, cost: 0 }];
}

/** Units per ms admitted in about the last minute; over how many ms that is known. */
export function lately(
  checks: readonly Mark[],
  admitted: number,
  now: number,
): { amount: number; overMs: number } {
  const since = checks.find(({ at }) => at >= now - MEMORY_MS);
  return since === undefined
    ? { amount: 0, overMs: 0 }
    : { amount: admitted - since.admitted, overMs: now - since.at };
}
