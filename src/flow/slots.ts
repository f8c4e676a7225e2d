import type { PermitEnding } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import { type Demand, most, NO_DEMAND, seen } from "./demand.js";
import { EXPECTED, LIFTED, UNKNOWN_ROUND_TRIP_MS, type WindowSettings, type WindowView } from "./law.js";
import { type Decision, openWindow, type Window } from "./laws.js";
import { miss, NOT_MISSING } from "./missing.js";
import { Silent } from "./unanswered.js";

/** One attempt's place. */
export interface Slot {
  /** Attempts in flight when it was sent, itself included. */
  readonly level: number;
  /** The far side has begun to answer. */
  answered(): void;
  /** The attempt has ended; to be called once. Returns what the window made of it, where it learnt anything. */
  free(ending: PermitEnding, now: number): Decision | undefined;
}

/** The attempts of a lane that are under way, and the window that says whether one more may be. */
export class Slots {
  readonly #random: Random;
  #law: WindowSettings["law"];
  #window: Window;
  readonly #silent = new Silent();
  #inFlight = 0;
  #denied = false;
  /** What was lately served at once. */
  #served: Demand = NO_DEMAND;
  #refused = false;
  #missing = NOT_MISSING;

  constructor(options: WindowSettings, random: Random) {
    this.#random = random;
    this.#law = options.law;
    this.#window = openWindow(options, random);
  }

  /** Goes on by other settings; another law begins with the window that this one has come to. */
  adjust(options: WindowSettings): Decision {
    if (options.law !== this.#law) this.#window = openWindow(options, this.#random, this.view);
    this.#law = options.law;
    return this.#window.adjust(options);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get view(): WindowView {
    return this.#window.view;
  }

  /** Milliseconds until one more attempt may be sent; `undefined`: not before one under way ends. */
  due(now: number): number | undefined {
    return this.#window.due(this.#counted(now), now);
  }

  /** Milliseconds until an attempt that gives no sign stops counting; Infinity: none would. */
  silentIn(now: number): number {
    return this.#silent.overdue(now, this.view).nextMs;
  }

  /** Somebody waits. It counts as need for a wider window only where it is the window that holds him back. */
  wanted(now: number): void {
    const due = this.due(now);
    // A pause holds nobody back for long, unless it is all there is.
    if (due === undefined || (due > 0 && this.view.window < 1)) this.#denied = true;
  }

  /** The most that was lately in flight at once of what was served; before that, the window. */
  get width(): number {
    return most(this.#served) ?? this.view.window;
  }

  /** A caller found it full and goes elsewhere, where there is room. */
  missed(now: number): Decision | undefined {
    const { window, roundTripMs = UNKNOWN_ROUND_TRIP_MS } = this.view;
    const missing = this.due(now) === undefined ? miss(this.#missing, window, now, roundTripMs) : undefined;
    if (missing === undefined) return undefined;
    this.#missing = missing;
    return this.#window.miss(now);
  }

  /** What held it back was no want of slots. */
  lift(level: number): Decision {
    return this.#window.lift({ level, reason: LIFTED });
  }

  /** So much could be in flight elsewhere; heard only while it knows no ceiling of its own. */
  expect(level: number, roundTripMs: number | undefined): Decision | undefined {
    if (this.#refused || level <= this.view.window) return undefined;
    return this.#window.lift({ level, roundTripMs, reason: EXPECTED });
  }

  /** A breaker that stood before it has closed: back to what it was, where its refusals have cut it. */
  resume(now: number): Decision | undefined {
    const { width } = this;
    return width > this.view.window ? this.#window.resume(width, now) : undefined;
  }

  take(now: number): Slot {
    this.#inFlight++;
    this.#window.sent(now);
    const level = this.#counted(now);
    const silent = this.#silent.add(now);
    return {
      level,
      answered: () => this.#silent.remove(silent),
      free: (ending, at) => {
        this.#silent.remove(silent);
        this.#inFlight--;
        return this.#learn(ending, now, level, at);
      },
    };
  }

  #learn(ending: PermitEnding, sentAt: number, level: number, now: number): Decision | undefined {
    if (ending === "ignored") return undefined;
    const served = ending === "succeeded";
    const kind = served ? "served" : ending;
    if (served) this.#served = seen(this.#served, level, now, this.view.roundTripMs ?? UNKNOWN_ROUND_TRIP_MS);
    else this.#refused = true;
    const sample = { kind, sentAt, level, now, inFlight: this.#counted(now), denied: this.#denied } as const;
    this.#denied = false;
    return this.#window.learn(sample);
  }

  /** The attempts under way that the window counts. */
  #counted(now: number): number {
    return this.#inFlight - this.#silent.overdue(now, this.view).count;
  }
}
