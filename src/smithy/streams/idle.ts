import type { Clock, TimerHandle } from "../../clock.js";
import { field } from "../../field.js";

/** Nobody has begun to read; or its consumer waits, and nothing comes. */
export type Idleness = "forgotten" | "stalled";

/**
 * Says when nothing has happened for `ms` although something should. What a consumer does between two events is no
 * idleness. One timer, set again when it fires and not with each event: they come by the thousand a second.
 */
export class Idle {
  readonly #clock: Clock;
  readonly #onIdle: (idleness: Idleness) => void;
  /** Infinity: for ever. */
  #ms: number;
  #read = false;
  #waiting = 0;
  #since = 0;
  /** The wait that was let go on once although its time was up. */
  #spared: number | undefined;
  #timer: TimerHandle;

  constructor(clock: Clock, ms: number, onIdle: (idleness: Idleness) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#onIdle = onIdle;
    this.#arm(ms);
  }

  /** Somebody waits for an event. */
  waits(): void {
    this.#read = true;
    if (this.#waiting++ === 0) this.#since = this.#clock.now();
    if (this.#timer === undefined) this.#arm(this.#ms);
  }

  /** One who waited has got something. */
  heard(): void {
    if (--this.#waiting > 0) this.#since = this.#clock.now();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#ms = Number.POSITIVE_INFINITY;
  }

  #arm(ms: number): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.setTimeout(() => this.#fire(), ms);
    // The stream's connection keeps the process alive while somebody waits for it; this must not.
    const unref = field(this.#timer, "unref");
    if (typeof unref === "function") unref.call(this.#timer);
  }

  #fire(): void {
    this.#timer = undefined;
    if (!this.#read) this.#onIdle("forgotten");
    else if (this.#waiting > 0) this.#look();
  }

  #look(): void {
    const left = this.#since + this.#ms - this.#clock.now();
    if (left > 0) this.#arm(left);
    else if (this.#spared === this.#since) this.#onIdle("stalled");
    else {
      // Where the process was busy for so long, what has come meanwhile is still to be read.
      this.#spared = this.#since;
      this.#arm(0);
    }
  }
}
