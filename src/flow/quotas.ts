import type { QuotaSettings } from "../settings/settings.js";
import { createDayQuota, type DayQuota, dayDue, spend } from "./day-quota.js";
import { createQuota, type Quota, quotaDue, type Reservation, reserve, settle } from "./quota.js";

/** What one admission took; goes back into {@link LaneQuotas.settle} once, when its attempt has ended. */
export interface Taken {
  readonly at: number;
  readonly tokens: number;
  readonly reserved: Reservation | undefined;
}

/** When to ask again after the service has said that the day's tokens are spent: it does not say when they come back. */
const DAY_PAUSE_MS = 15 * 60_000;

/** The known quotas of one lane: requests and tokens per minute, tokens per day. */
export class LaneQuotas {
  readonly #requests: Quota | undefined;
  readonly #tokens: Quota | undefined;
  readonly #day: DayQuota | undefined;
  /** Until then the service has no tokens left for today, whatever we know of its quota. */
  #spentUntil = Number.NEGATIVE_INFINITY;

  constructor(options: QuotaSettings) {
    const { requestsPerMinute, tokensPerMinute, tokensPerDay } = options;
    this.#requests = requestsPerMinute === undefined ? undefined : createQuota(requestsPerMinute);
    this.#tokens = tokensPerMinute === undefined ? undefined : createQuota(tokensPerMinute);
    this.#day = tokensPerDay === undefined ? undefined : createDayQuota(tokensPerDay);
  }

  /** Whether a call's tokens matter here at all: measuring them is not free. */
  get countsTokens(): boolean {
    return this.#tokens !== undefined || this.#day !== undefined;
  }

  /** Milliseconds until a request of `tokens` may go, by each quota; Infinity where it never can. */
  due(tokens: number, now: number): { minuteMs: number; dayMs: number } {
    const requestMs = this.#requests === undefined ? 0 : quotaDue(this.#requests, 1, now);
    const tokenMs = this.#tokens === undefined ? 0 : quotaDue(this.#tokens, tokens, now);
    const dayMs = this.#day === undefined ? 0 : dayDue(this.#day, tokens, now);
    return { minuteMs: Math.max(requestMs, tokenMs), dayMs: Math.max(dayMs, this.#spentUntil - now) };
  }

  /** The service has said that the day's tokens are spent. */
  spentToday(now: number): void {
    this.#spentUntil = now + DAY_PAUSE_MS;
  }

  take(tokens: number, now: number): Taken {
    if (this.#requests !== undefined) reserve(this.#requests, 1, now);
    if (this.#day !== undefined) spend(this.#day, tokens, now);
    const reserved = this.#tokens === undefined ? undefined : reserve(this.#tokens, tokens, now);
    return { at: now, tokens, reserved };
  }

  /** Replaces the estimate by what was really used; without a figure the estimate stays. */
  settle(taken: Taken, realTokens: number | undefined, now: number): void {
    if (realTokens === undefined) return;
    if (taken.reserved !== undefined && this.#tokens !== undefined) {
      settle(this.#tokens, taken.reserved, realTokens, now);
    }
    if (this.#day !== undefined) spend(this.#day, realTokens - taken.tokens, taken.at);
  }

  /** Known figures and what is spent of them, for the snapshot. */
  state(now: number): Record<string, number> {
    const state: Record<string, number> = {};
    if (this.#requests !== undefined) {
      quotaDue(this.#requests, 0, now);
      state.requestsPerMinute = this.#requests.perMinute;
      state.requestsLastMinute = this.#requests.admitted;
    }
    if (this.#tokens !== undefined) {
      quotaDue(this.#tokens, 0, now);
      state.tokensPerMinute = this.#tokens.perMinute;
      state.tokensLastMinute = this.#tokens.admitted;
    }
    if (this.#day !== undefined) {
      dayDue(this.#day, 0, now);
      state.tokensPerDay = this.#day.perDay;
      state.tokensLastDay = [...this.#day.hours.values()].reduce((sum, spent) => sum + spent, 0);
    }
    return state;
  }
}
