import type { Random } from "../random.js";
import {
  CHANGED,
  moved,
  type WidthHint,
  type WindowLaw,
  type WindowSample,
  type WindowSettings,
  type WindowStep,
  type WindowView,
} from "./law.js";
import { textbook } from "./textbook.js";
import { adaptive } from "./window.js";

/** A law at work: the one place that holds its state. */
export interface Window {
  readonly view: WindowView;
  /** Milliseconds until one more attempt may be sent; `undefined`: not before an attempt ends. */
  due(inFlight: number, now: number): number | undefined;
  sent(now: number): void;
  /** Takes what an ended attempt says; returns what changed, and why. */
  learn(sample: WindowSample): Decision;
  /** Something else than its own answers says that it is at least this wide. */
  lift(hint: WidthHint): Decision;
  /** It is full, and calls go elsewhere for it. */
  miss(now: number): Decision;
  /** The outage is over: back to what it was, quickly. */
  resume(level: number, now: number): Decision;
  /** Goes on by other settings of the same law, within their bounds from now on. */
  adjust(options: WindowSettings): Decision;
}

/** A decision of the law, as others get to see it. */
export interface Decision {
  readonly view: WindowView;
  readonly change: number;
  readonly reason: string;
}

/** @param from where another law has come to: this one begins there */
export const openWindow = (options: WindowSettings, random: Random, from?: WindowView): Window =>
  options.law === "textbook"
    ? new Running(textbook, options, random, from)
    : new Running(adaptive, options, random, from);

/** A class, since every lane has one: an object with functions and a getter of its own weighs far more. */
class Running<State extends WindowView> implements Window {
  readonly #law: WindowLaw<State>;
  readonly #random: Random;
  #options: WindowSettings;
  #state: State;

  constructor(law: WindowLaw<State>, options: WindowSettings, random: Random, from: WindowView | undefined) {
    this.#law = law;
    this.#random = random;
    this.#options = options;
    const initial = law.initial(options);
    this.#state =
      from === undefined ? initial : { ...initial, window: from.window, roundTripMs: from.roundTripMs };
  }

  get view(): WindowView {
    return this.#state;
  }

  due(inFlight: number, now: number): number | undefined {
    return this.#law.due(this.#state, inFlight, now);
  }

  sent(now: number): void {
    this.#state = this.#law.sent(this.#state, now, this.#random);
  }

  learn(sample: WindowSample): Decision {
    return this.#take(this.#law.step(this.#state, sample, this.#options, this.#random));
  }

  lift(hint: WidthHint): Decision {
    return this.#take(this.#law.lifted(this.#state, hint, this.#options));
  }

  miss(now: number): Decision {
    return this.#take(this.#law.missed(this.#state, now, this.#options));
  }

  resume(level: number, now: number): Decision {
    return this.#take(this.#law.resumed(this.#state, level, now, this.#options));
  }

  adjust(options: WindowSettings): Decision {
    this.#options = options;
    return this.#take(moved(this.#state, this.#state.window, options, CHANGED));
  }

  #take({ state, change, reason }: WindowStep<State>): Decision {
    this.#state = state;
    return { view: state, change, reason };
  }
}
