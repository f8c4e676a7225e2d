import type { PermitEnding } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { WindowSettings, WindowView } from "./law.js";
import type { Decision } from "./laws.js";
import type { LaneQuotas } from "./quotas.js";
import { Slots } from "./slots.js";

/** One attempt that was let in. */
export interface Admission {
  /** The far side has begun to answer. */
  answered(): void;
  /** The attempt has ended; to be called once. Returns what the window made of it, where it learnt anything. */
  end(ending: PermitEnding, realTokens: number | undefined, now: number): Decision | undefined;
}

/** Joins window and quotas of a lane: how much may go now, and what endings teach each of them. */
export class Admissions {
  readonly quotas: LaneQuotas;
  readonly #slots: Slots;

  constructor(window: WindowSettings, quotas: LaneQuotas, random: Random) {
    this.quotas = quotas;
    this.#slots = new Slots(window, random);
  }

  get inFlight(): number {
    return this.#slots.inFlight;
  }

  get window(): WindowView {
    return this.#slots.view;
  }

  /** Milliseconds until a request of `tokens` may go; `undefined`: not before something in flight ends. */
  due(tokens: number, now: number): number | undefined {
    const window = this.#slots.due(now);
    if (window === undefined) return undefined;
    const { minuteMs, dayMs } = this.quotas.due(tokens, now);
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

  take(tokens: number, now: number): Admission {
    const taken = this.quotas.take(tokens, now);
    const slot = this.#slots.take(now);
    return {
      answered: () => slot.answered(),
      end: (ending, realTokens, at) => {
        const decision = slot.free(ending, at);
        this.quotas.settle(taken, realTokens, at);
        return decision;
      },
    };
  }
}
