/**
 * A known quota of tokens per day. Nobody outside knows when the far side's day begins, so we count the last 24 hours,
 * in buckets of an hour, the oldest as a whole: never more than the quota in any day, wherever it begins.
 */
export interface DayQuota {
  perDay: number;
  /** Hour -> tokens spent in it, oldest first. */
  readonly hours: Map<number, number>;
}

const HOUR_MS = 3_600_000;

export const createDayQuota = (perDay: number): DayQuota => ({ perDay, hours: new Map() });

/** Milliseconds until `cost` may be spent; Infinity where it never can. */
export function dayDue(quota: DayQuota, cost: number, now: number): number {
  if (cost > quota.perDay) return Number.POSITIVE_INFINITY;
  forget(quota, now);
  let excess = cost - quota.perDay;
  for (const spent of quota.hours.values()) excess += spent;
  for (const [hour, spent] of quota.hours) {
    if (excess <= 0) return 0;
    excess -= spent;
    if (excess <= 0) return (hour + 25) * HOUR_MS - now;
  }
  return 0;
}

/** Spends `cost` (negative: gives back), in the hour of `at`. */
export function spend(quota: DayQuota, cost: number, at: number): void {
  const hour = Math.floor(at / HOUR_MS);
  quota.hours.set(hour, Math.max(0, (quota.hours.get(hour) ?? 0) + cost));
}

function forget(quota: DayQuota, now: number): void {
  for (const hour of quota.hours.keys()) {
    if ((hour + 25) * HOUR_MS <= now) quota.hours.delete(hour);
  }
}
