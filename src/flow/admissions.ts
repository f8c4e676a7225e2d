import type { PermitEnding, Shortage } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { type Blame, NO_BLAME, refusedAt, regretted } from "./blame.js";
import { type Level, servedAt } from "./evidence.js";
import { UNKNOWN_ROUND_TRIP_MS, type WindowSettings, type WindowView } from "./law.js";
import type { Decision } from "./laws.js";
import type { QuotaChange } from "./learnt.js";
import type { LaneQuotas, Taken, Tokens } from "./quotas.js";
import { type Slot, Slots } from "./slots.js";

/** How an attempt ended. */
export interface Ended {
  readonly ending: PermitEnding;
  /** What a refusal says is missing, where it says anything of it. */
  readonly short?: Shortage | undefined;
  /** What was really used, where that is known. */
  readonly tokens?: number | undefined;
}

/** What was made of it, where anything was learnt. */
export interface Learnt {
  readonly window: Decision | undefined;
  readonly quota: QuotaChange | undefined;
}

/** One attempt that was let in. */
export interface Admission {
  /** The far side has begun to answer. */
  answered(): void;
  /** The attempt has ended; to be called once. */
  end(ended: Ended, now: number): Learnt;
}

/** Joins window and quotas of a lane: how much may go now, and which of them an ending teaches. */
export class Admissions {
  readonly #quotas: LaneQuotas;
  readonly #slots: Slots;
  #blame: Blame = NO_BLAME;

  constructor(window: WindowSettings, quotas: LaneQuotas, random: Random) {
    this.#quotas = quotas;
    this.#slots = new Slots(window, random);
  }

  get inFlight(): number {
    return this.#slots.inFlight;
  }

  get window(): WindowView {
    return this.#slots.view;
  }

  /** Milliseconds until a request may go; `undefined`: not before something in flight ends. */
  due(tokens: Tokens, now: number): number | undefined {
    const window = this.#slots.due(now);
    if (window === undefined) return undefined;
    const { minuteMs, dayMs } = this.#quotas.due(tokens, now);
    return Math.max(window, minuteMs, dayMs);
  }

  /** Somebody waits. */
  wanted(now: number): void {
    this.#slots.wanted(now);
  }

  /** Milliseconds until an attempt that gives no sign stops counting; Infinity: none would. */
  silentIn(now: number): number {
    return this.#slots.silentIn(now);
  }

  take(tokens: Tokens, now: number): Admission {
    const taken = this.#quotas.take(tokens, now);
    const slot = this.#slots.take(now);
    return {
      answered: () => slot.answered(),
      end: (ended, at) => this.#end(taken, slot, ended, at),
    };
  }

  #end(taken: Taken, slot: Slot, { ending, short, tokens }: Ended, now: number): Learnt {
    const level = { level: slot.level, sentAt: taken.at, now, roundTripMs: this.#roundTripMs };
    if (ending === "throttled") return this.#throttled(taken, slot, level, short);
    const window = slot.free(ending, now);
    if (ending === "unavailable") return { window, quota: this.#quotas.refused(taken, undefined, now) };
    this.#quotas.settle(taken, tokens, now);
    if (ending === "ignored") return { window, quota: undefined };
    this.#blame = { ...this.#blame, case: servedAt(this.#blame.case, level) };
    return { window, quota: this.#regret(level) };
  }

  /** Only what is to blame learns: a quota says how much, a window how many at once. */
  #throttled(taken: Taken, slot: Slot, level: Level, short: Shortage | undefined): Learnt {
    const cause = short === "unsaid" ? this.#judge(taken, level) : short;
    const window = slot.free(cause === "unsaid" || cause === undefined ? "throttled" : "ignored", level.now);
    return { window, quota: this.#quotas.refused(taken, cause, level.now) };
  }

  #judge(taken: Taken, level: Level): Shortage | "requests" {
    const { requests } = this.#quotas;
    const early = requests.isEarly({ cost: 1, at: taken.at });
    const blamed = this.#blame.rate;
    this.#blame = refusedAt(this.#blame, level, { early, lately: requests.lately(level.now) });
    if (this.#blame.rate && !blamed) this.#slots.lift(2 * Math.max(level.level, this.#blame.case.top));
    if (!this.#blame.rate && blamed) requests.forget();
    return this.#blame.rate ? "requests" : "unsaid";
  }

  #regret({ now, roundTripMs }: Level): QuotaChange | undefined {
    const { requests } = this.#quotas;
    const blamed = this.#blame.rate;
    this.#blame = regretted(this.#blame, requests.estimate, now, roundTripMs);
    return blamed && !this.#blame.rate ? requests.forget() : undefined;
  }

  get #roundTripMs(): number {
    return this.window.roundTripMs ?? UNKNOWN_ROUND_TRIP_MS;
  }
}
