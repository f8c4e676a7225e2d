import type { Random } from "../random.js";
import type { WidthHint, WindowLaw, WindowSample, WindowSettings, WindowStep, WindowView } from "./law.js";
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
}

/** A decision of the law, as others get to see it. */
export interface Decision {
  readonly view: WindowView;
  readonly change: number;
  readonly reason: string;
}

export const openWindow = (options: WindowSettings, random: Random): Window =>
  options.law === "textbook" ? run(textbook, options, random) : run(adaptive, options, random);

function run<State extends WindowView>(
  law: WindowLaw<State>,
  options: WindowSettings,
  random: Random,
): Window {
  let state = law.initial(options);
  const take = ({ state: next, change, reason }: WindowStep<State>): Decision => {
    state = next;
    return { view: next, change, reason };
  };
  return {
    get view() {
      return state;
    },
    due: (inFlight, now) => law.due(state, inFlight, now),
    sent: (now) => {
      state = law.sent(state, now, random);
    },
    lift: (hint) => take(law.lifted(state, hint, options)),
    miss: (now) => take(law.missed(state, now, options)),
    resume: (level, now) => take(law.resumed(state, level, now, options)),
    learn: (sample) => take(law.step(state, sample, options, random)),
  };
}
