import type { PermitEnding, Shortage } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { type Blame, NO_BLAME, refusedAt, regretted } from "./blame.js";
import { type Level, servedAt } from "./evidence.js";
import { UNKNOWN_ROUND_TRIP_MS, type WindowSettings, type WindowView } from "./law.js";
import type { Decision } from "./laws.js";
import type { QuotaChange } from "./learnt.js";
import type { LaneQuotas, Taken, Tokens } from "./quotas.js";
import { type Slot, Slots } from "./slots.js";

/**
 * How much wider a window gets than what was in flight, when a rate turns out to be to blame: what is in flight at a
 * rate goes up and down.
 */
const ROOM = 2;

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
  /** Tokens that were reserved for it; 0 where none matter. */
  readonly reserved: number;
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

  /** See {@link Slots.adjust}. */
  adjust(options: WindowSettings): Decision {
    return this.#slots.adjust(options);
  }

  /** See {@link Slots.width}. */
  get width(): number {
    return this.#slots.width;
  }

  /** See {@link Slots.expect}. */
  expect(level: number, roundTripMs: number | undefined): Decision | undefined {
    return this.#slots.expect(level, roundTripMs);
  }

  /** See {@link Slots.missed}. */
  missed(now: number): Decision | undefined {
    return this.#slots.missed(now);
  }

  /** See {@link Slots.resume}. */
  resume(now: number): Decision | undefined {
    return this.#slots.resume(now);
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
      reserved: taken.tokens ?? 0,
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
    // Who is refused for tokens that nobody can count is regulated like all others.
    if (short === "unsaid" || (short === "tokens" && taken.tokens === 0)) {
      return this.#judged(taken, slot, level);
    }
    const window = slot.free(short === "tokens" ? "ignored" : "throttled", level.now);
    return { window, quota: this.#quotas.refused(taken, short, level.now) };
  }

  #judged(taken: Taken, slot: Slot, level: Level): Learnt {
    const { requests } = this.#quotas;
    const blamed = this.#blame.rate;
    this.#blame = refusedAt(this.#blame, level, requests.lately(level.now));
    if (!this.#blame.rate) {
      const quota = blamed ? requests.forget() : undefined;
      this.#quotas.refused(taken, "unsaid", level.now);
      return { window: slot.free("throttled", level.now), quota };
    }
    slot.free("ignored", level.now);
    const window = blamed ? undefined : this.#slots.lift(ROOM * Math.max(level.level, this.#blame.case.top));
    return { window, quota: this.#quotas.refused(taken, "requests", level.now) };
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
