import { type Allowance, allowance, dailyAllowance, type Taken } from "./quota.js";
import type { ModelServer, Quota } from "./types.js";
import type { WordingName } from "./wordings.js";

/** What a request took of the token allowances. */
export interface Reservation {
  readonly tokens: number;
  readonly taken: readonly (readonly [Allowance, Taken])[];
}

type Limits = Pick<ModelServer, "requests" | "tokens" | "tokensPerDay">;

const same = (a: Quota | undefined, b: Quota | undefined): boolean =>
  a?.perMinute === b?.perMinute && a?.burst === b?.burst && a?.refill === b?.refill;

const limited = (limit: number | undefined): limit is number =>
  limit !== undefined && limit !== Number.POSITIVE_INFINITY;

const minutely = (quota: Quota | undefined, wall: number): Allowance | undefined =>
  quota && limited(quota.perMinute) ? allowance(quota, wall) : undefined;

const daily = (limit: number | undefined, wall: number): Allowance | undefined =>
  limited(limit) ? dailyAllowance(limit, wall) : undefined;

/** Requests per minute, tokens per minute and tokens per day of one model. */
export class Quotas {
  readonly #wallAtStart: number;
  #limits: Limits = {};
  #requests: Allowance | undefined;
  #tokens: Allowance | undefined;
  #day: Allowance | undefined;

  constructor(limits: Limits, wallAtStart: number) {
    this.#wallAtStart = wallAtStart;
    this.change(limits);
  }

  /** A quota that changed begins anew; the others go on as they are. */
  change({ requests, tokens, tokensPerDay }: Limits): void {
    const old = this.#limits;
    const wall = this.#wallAtStart;
    if (!same(requests, old.requests)) this.#requests = minutely(requests, wall);
    if (!same(tokens, old.tokens)) this.#tokens = minutely(tokens, wall);
    if (tokensPerDay !== old.tokensPerDay) this.#day = daily(tokensPerDay, wall);
    this.#limits = { requests, tokens, tokensPerDay };
  }

  /** Which quota refuses a request that reserves so many tokens. Takes nothing. */
  refusal(tokens: number, now: number): WordingName | undefined {
    const { requests, tokens: minutely } = this.#limits;
    if (this.#requests?.fits(1, now) === false) return requests?.wording ?? "tooManyRequests";
    if (this.#day?.fits(tokens, now) === false) return "tooManyTokensPerDay";
    if (this.#tokens?.fits(tokens, now) === false) return minutely?.wording ?? "tooManyTokens";
    return undefined;
  }

  reserve(tokens: number, now: number): Reservation {
    this.#requests?.take(1, now);
    const taken = [this.#tokens, this.#day].flatMap((each) =>
      each ? [[each, each.take(tokens, now)] as const] : [],
    );
    return { tokens, taken };
  }

  /** The rest of the reservation comes back; what was used beyond it is debited late. */
  settle(reservation: Reservation, used: number, now: number): void {
    for (const [allowance, taken] of reservation.taken) allowance.settle(taken, used, now);
  }
}
