import { MINUTE_MS } from "../clock.js";

/**
 * A known rate per minute, of requests or of tokens, that our own admissions never exceed, whatever shape the far
 * side's refill has (a bucket that fills continuously, a sliding minute, a calendar minute).
 *
 * Two rules together do that. Pacing: an admission of cost c waits until c has trickled in since the one before (it
 * pays before it sends; nothing is saved up). A log of the last minute: what was admitted in any minute, plus c, stays
 * within the quota. Settlement replaces the reserved cost by the real one; what comes back may be spent at once.
 */
export interface Quota {
  perMinute: number;
  /** When the trickle was last used up, in ms. */
  paidUntil: number;
  /** How much pace somebody has waited for since the last admission, in ms. */
  heldMs: number;
  /** Given back by settlements and not yet spent. */
  credit: number;
  /** Admissions of the last minute, oldest first, and their sum. */
  readonly log: Reservation[];
  admitted: number;
}

export interface Reservation {
  readonly at: number;
  cost: number;
  /** Whether it is still part of the log's sum. */
  counted: boolean;
}

/** How much the one-way delay may vary: two of our admissions may arrive that much closer than we sent them. */
const SLACK_MS = 50;

/** A timer wakes late by so much. The rate shall not suffer; whoever comes later was idle, and saves nothing up. */
const LATE_MS = 4;

export const createQuota = (perMinute: number): Quota => ({
  perMinute,
  paidUntil: Number.NEGATIVE_INFINITY,
  heldMs: 0,
  credit: 0,
  log: [],
  admitted: 0,
});

/** It is another rate from now on. What was admitted in the last minute, and what is owed, still counts. */
export function resize(quota: Quota, perMinute: number, now: number): void {
  const owedMs = Math.max(0, quota.paidUntil - now);
  if (owedMs > 0) quota.paidUntil = now + (owedMs * quota.perMinute) / perMinute;
  quota.perMinute = perMinute;
  quota.credit = Math.min(quota.credit, perMinute);
  quota.heldMs = 0;
}

/** Milliseconds until `cost` may be admitted; Infinity where it never can. */
export function quotaDue(quota: Quota, cost: number, now: number): number {
  if (cost > quota.perMinute) return Number.POSITIVE_INFINITY;
  forget(quota, now);
  const pace = price(quota, cost);
  const dueMs = Math.max(0, quota.paidUntil + pace - now, roomAt(quota, cost) - now);
  if (dueMs > 0) quota.heldMs = Math.max(quota.heldMs, pace);
  return dueMs;
}

/** Takes `cost`; to be called when {@link quotaDue} gives 0. */
export function reserve(quota: Quota, cost: number, now: number): Reservation {
  forget(quota, now);
  const due = quota.paidUntil + price(quota, cost);
  // What trickled in for a large request that gave up waiting is there for those behind it.
  quota.paidUntil = due >= now - Math.max(LATE_MS, quota.heldMs) ? due : now;
  quota.heldMs = 0;
  quota.credit = Math.max(0, quota.credit - cost);
  return admit(quota, cost, now);
}

/**
 * Replaces the reserved cost by the real one. A real cost above the reserved one is a debt that later sends pay: it
 * counts from now on, since it may come when the reservation itself is long forgotten.
 */
export function settle(quota: Quota, reservation: Reservation, real: number, now: number): void {
  const difference = real - reservation.cost;
  if (difference > 0) {
    quota.paidUntil = Math.max(quota.paidUntil, now) + difference / rate(quota);
    admit(quota, difference, now);
    return;
  }
  quota.credit = Math.min(quota.perMinute, quota.credit - difference);
  reservation.cost = real;
  if (reservation.counted) quota.admitted += difference;
}

function admit(quota: Quota, cost: number, now: number): Reservation {
  const reservation = { at: now, cost, counted: true };
  quota.log.push(reservation);
  quota.admitted += cost;
  return reservation;
}

/** How long `cost` takes to trickle in, in ms; what was given back is free. */
const price = (quota: Quota, cost: number): number => Math.max(0, cost - quota.credit) / rate(quota);

/** The first moment at which enough of the log is more than a minute old. */
function roomAt(quota: Quota, cost: number): number {
  let excess = quota.admitted + cost - quota.perMinute;
  let at = Number.NEGATIVE_INFINITY;
  for (const entry of quota.log) {
    if (excess <= 0) break;
    excess -= entry.cost;
    at = entry.at + MINUTE_MS + SLACK_MS;
  }
  return at;
}

function forget(quota: Quota, now: number): void {
  let old = 0;
  for (const entry of quota.log) {
    if (now - entry.at <= MINUTE_MS + SLACK_MS) break;
    quota.admitted -= entry.cost;
    entry.counted = false;
    old++;
  }
  quota.log.splice(0, old);
  // Fractions do not always cancel out.
  if (quota.log.length === 0) quota.admitted = 0;
}

const rate = (quota: Quota): number => quota.perMinute / (MINUTE_MS + SLACK_MS);
