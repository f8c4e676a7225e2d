import { QUOTA_KINDS, type QuotaFigures } from "../settings/settings.js";
import type { Facts } from "./verdict-facts.js";

/**
 * Why requests are refused or fail.
 *
 * - `zeroQuota`: a quota of the account is zero here.
 * - `requests`, `tokens`, `tokensPerDay`: that quota was used up when requests were throttled.
 * - `reservation`: none was, but what requests reserve at their start would explain it.
 * - `elsewhere`: requests and tokens were both well below their quotas: bursts shorter than a minute, or capacity under a
 *   throttle's name.
 * - `someQuota`: throttled, and what the quotas are is not known.
 * - `capacity`: the service itself could not, whatever the quotas.
 * - `wrongRequests`: requests that the service can't take.
 */
export type Cause =
  | "zeroQuota"
  | "requests"
  | "tokens"
  | "tokensPerDay"
  | "reservation"
  | "elsewhere"
  | "someQuota"
  | "capacity"
  | "wrongRequests";

/** From these shares on there is something to tell; below, a service of this size is well. */
export const TELLING = { throttled: 0.01, server: 0.01, client: 0.05 } as const;

/** Share of the throttles that must fall into minutes near a quota for it to be the cause. */
const MOST = 0.5;
/** Of a day's quota. */
const NEAR_DAY = 0.9;

export const isThrottled = ({ throttledShare }: Facts): boolean => throttledShare >= TELLING.throttled;
export const isFailing = ({ serverShare }: Facts): boolean => serverShare >= TELLING.server;

const isZero = (quotas: QuotaFigures): boolean => QUOTA_KINDS.some((kind) => quotas[kind] === 0);

function quotaCauses(facts: Facts, quotas: QuotaFigures): readonly Cause[] {
  const used: Cause[] = [];
  if ((facts.dayShare ?? 0) >= NEAR_DAY) used.push("tokensPerDay");
  if ((facts.requests?.ofThrottles ?? 0) >= MOST) used.push("requests");
  if ((facts.tokens?.ofThrottles ?? 0) >= MOST) used.push("tokens");
  if (used.length > 0) return used;
  if ((facts.reservedShare ?? 0) >= 1) return ["reservation"];
  // A model may have no quota of requests; without that of tokens nothing can be excluded.
  const known = facts.tokens !== undefined && quotas.tokensPerMinute !== undefined;
  return [known && quotas.requestsPerMinute !== undefined ? "elsewhere" : "someQuota"];
}

/** The causes that can be told, the weightier first. */
export function causesOf(facts: Facts, quotas: QuotaFigures): readonly Cause[] {
  if (isZero(quotas)) return ["zeroQuota"];
  const throttled = isThrottled(facts) ? quotaCauses(facts, quotas) : [];
  const failing: readonly Cause[] = isFailing(facts) ? ["capacity"] : [];
  const wrong: readonly Cause[] = facts.clientShare >= TELLING.client ? ["wrongRequests"] : [];
  const both =
    facts.serverShare > facts.throttledShare ? [...failing, ...throttled] : [...throttled, ...failing];
  return [...both, ...wrong];
}
