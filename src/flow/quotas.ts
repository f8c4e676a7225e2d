import { MINUTE_MS } from "../clock.js";
import type { Shortage } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { QuotaSettings } from "../settings/settings.js";
import { createDayQuota, type DayQuota, dayDue, spend } from "./day-quota.js";
import { LearntQuota, type QuotaChange } from "./learnt.js";
import { createQuota, type Quota, quotaDue, type Reservation, reserve, resize, settle } from "./quota.js";

/** What one admission took; goes back into {@link LaneQuotas.settle} or `refused` once, when its attempt has ended. */
export interface Taken {
  readonly at: number;
  /** Undefined: nobody counted. */
  readonly tokens: number | undefined;
  readonly reserved: Reservation | undefined;
  /** Where it was taken: what was not known then has nothing to give back. */
  readonly from: Known | undefined;
}

/** The quotas that somebody has stated. */
interface Known {
  readonly requests: Quota | undefined;
  readonly tokens: Quota | undefined;
  readonly day: DayQuota | undefined;
}

const NOTHING: Known = { requests: undefined, tokens: undefined, day: undefined };

/** A request's tokens. Counting them is not free, so it is done only where it matters. */
export type Tokens = () => number;

/** When to ask again after the service has said that the day's tokens are spent: it does not say when they come back. */
const DAY_PAUSE_MS = 15 * MINUTE_MS;

/** The quotas of one lane, told and learnt: requests and tokens per minute, tokens per day. */
export class LaneQuotas {
  readonly requests = new LearntQuota("requests");
  readonly #tokens = new LearntQuota("tokens");
  readonly #random: Random;
  #known = NOTHING;
  /** Until then the service has no tokens left for today, whatever we know of its quota. */
  #spentUntil = Number.NEGATIVE_INFINITY;
  /** A refusal has named tokens. */
  #met = false;
  #counts = false;

  constructor(settings: QuotaSettings, random: Random) {
    this.#random = random;
    this.adjust(settings, 0);
  }

  /**
   * Goes on by other settings. A quota that is stated anew keeps what was taken of it; one that was not known begins
   * to count, and one that is known no longer ends. What is learnt stays.
   */
  adjust({ requestsPerMinute, tokensPerMinute, tokensPerDay }: QuotaSettings, now: number): void {
    const { requests, tokens, day } = this.#known;
    this.#known = {
      requests: stated(requests, requestsPerMinute, now),
      tokens: stated(tokens, tokensPerMinute, now),
      day: statedOfDay(day, tokensPerDay),
    };
    this.#counts = this.#met || this.#known.tokens !== undefined || this.#known.day !== undefined;
  }

  /** Whether a call's tokens matter here at all. */
  get countsTokens(): boolean {
    return this.#counts;
  }

  /** Milliseconds until a request may go, by each kind of quota; Infinity where it never can. */
  due(tokens: Tokens, now: number): { minuteMs: number; dayMs: number } {
    const { requests } = this.#known;
    const requestMs = requests === undefined ? 0 : quotaDue(requests, 1, now);
    const minuteMs = Math.max(requestMs, this.requests.due(1, now));
    const dayMs = Math.max(0, this.#spentUntil - now);
    if (!this.#counts) return { minuteMs, dayMs };
    const cost = tokens();
    const { tokens: known, day } = this.#known;
    const tokenMs = known === undefined ? 0 : quotaDue(known, cost, now);
    const spentMs = day === undefined ? 0 : dayDue(day, cost, now);
    return {
      minuteMs: Math.max(minuteMs, tokenMs, this.#tokens.due(cost, now)),
      dayMs: Math.max(dayMs, spentMs),
    };
  }

  /** The service has said that the day's tokens are spent. */
  spentToday(now: number): void {
    this.#spentUntil = now + DAY_PAUSE_MS;
  }

  take(count: Tokens, now: number): Taken {
    if (this.#known.requests !== undefined) reserve(this.#known.requests, 1, now);
    this.requests.take({ cost: 1, at: now });
    if (!this.#counts) return { at: now, tokens: undefined, reserved: undefined, from: undefined };
    const tokens = count();
    const from = this.#known;
    if (from.day !== undefined) spend(from.day, tokens, now);
    if (tokens > 0) this.#tokens.take({ cost: tokens, at: now });
    const reserved = from.tokens === undefined ? undefined : reserve(from.tokens, tokens, now);
    return { at: now, tokens, reserved, from };
  }

  /** Replaces the estimate by what was really used; without a figure the estimate stays. */
  settle(taken: Taken, real: number | undefined, now: number): void {
    const { at, tokens } = taken;
    if (real === undefined || tokens === undefined) return;
    if (this.#tokens.active) this.#tokens.settle({ cost: tokens, at }, real, now);
    settleKnown(taken, real, now);
  }

  /** It was refused and has used nothing. `short`: what the refusal says is missing, as far as it says anything. */
  refused(taken: Taken, short: Shortage | "requests" | undefined, now: number): QuotaChange | undefined {
    const one = { cost: 1, at: taken.at };
    if (short === "tokens") {
      this.requests.settle(one, 0, now);
      return this.#shortOfTokens(taken, now);
    }
    this.settle(taken, 0, now);
    if (short === "requests") return this.requests.refused(one, now, this.#random);
    if (short === "unsaid") this.requests.note(one, now);
    else this.requests.settle(one, 0, now);
    return undefined;
  }

  /** The first such refusal may come for a request that nobody has counted: from now on they are. */
  #shortOfTokens(taken: Taken, now: number): QuotaChange | undefined {
    this.#met = true;
    this.#counts = true;
    const { at, tokens } = taken;
    if (tokens === undefined || tokens === 0) return undefined;
    settleKnown(taken, 0, now);
    return this.#tokens.refused({ cost: tokens, at }, now, this.#random);
  }

  /** Figures told and learnt, and what is spent of them, for the snapshot. */
  state(now: number): Record<string, number> {
    const state: Record<string, number> = {};
    const { requests, tokens, day } = this.#known;
    if (requests !== undefined) {
      quotaDue(requests, 0, now);
      state.requestsPerMinute = requests.perMinute;
      state.requestsLastMinute = requests.admitted;
    }
    if (tokens !== undefined) {
      quotaDue(tokens, 0, now);
      state.tokensPerMinute = tokens.perMinute;
      state.tokensLastMinute = tokens.admitted;
    }
    if (day !== undefined) {
      dayDue(day, 0, now);
      state.tokensPerDay = day.perDay;
      state.tokensLastDay = [...day.hours.values()].reduce((sum, spent) => sum + spent, 0);
    }
    if (this.requests.active) state.learntRequestsPerMinute = this.requests.estimate * MINUTE_MS;
    if (this.#tokens.active) state.learntTokensPerMinute = this.#tokens.estimate * MINUTE_MS;
    return state;
  }
}

function stated(known: Quota | undefined, perMinute: number | undefined, now: number): Quota | undefined {
  if (perMinute === undefined) return undefined;
  if (known === undefined) return createQuota(perMinute);
  if (known.perMinute !== perMinute) resize(known, perMinute, now);
  return known;
}

function statedOfDay(known: DayQuota | undefined, perDay: number | undefined): DayQuota | undefined {
  if (perDay === undefined) return undefined;
  if (known === undefined) return createDayQuota(perDay);
  known.perDay = perDay;
  return known;
}

/** To the quotas that it was taken from, whether they still count or not. */
function settleKnown({ at, tokens = 0, reserved, from }: Taken, real: number, now: number): void {
  if (from === undefined) return;
  if (reserved !== undefined && from.tokens !== undefined) settle(from.tokens, reserved, real, now);
  if (from.day !== undefined) spend(from.day, real - tokens, at);
}
