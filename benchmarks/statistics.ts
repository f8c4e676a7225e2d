/** How long a request took, or, where it is not over, how long it has waited. */
export interface Latency {
  readonly ms: number;
  readonly over: boolean;
}

/**
 * The time within which a share of the requests is answered, by Kaplan and Meier: a request that still waits counts as
 * long as it has waited, so that nobody looks good by never answering. Where the share is not reached it is the longest
 * time seen, which is a lower bound.
 */
export function percentile(times: readonly Latency[], share: number): number {
  const sorted = [...times].sort((a, b) => a.ms - b.ms);
  let waiting = 1;
  for (const [i, { ms, over }] of sorted.entries()) {
    if (over) waiting *= 1 - 1 / (sorted.length - i);
    if (waiting <= 1 - share + 1e-12) return ms;
  }
  return sorted.at(-1)?.ms ?? 0;
}

/** A figure over several seeds. */
export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** Of a figure that is to be high. */
export const lowest = (values: readonly number[]): Spread => ({
  median: median(values),
  worst: Math.min(...values),
});

/** Of a figure that is to be low. */
export const highest = (values: readonly number[]): Spread => ({
  median: median(values),
  worst: Math.max(...values),
});

/** To four digits, for what is kept. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Of nothing, all. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole);

/** Jain's index of fairness: 1 when all have the same, 1/n when one has all. */
export function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, each) => total + each, 0);
  const squares = shares.reduce((total, each) => total + each * each, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
