import type { Clock } from "../clock.js";
import { SpillwayError } from "../errors.js";
import { alarm } from "../flow/alarm.js";

/** An instance's life: open, draining, closed; and the calls that it has let in. */
export class Life {
  readonly #closing = new AbortController();
  readonly #clock: Clock;
  readonly #isIdle: () => boolean;
  #draining = false;
  #calls = 0;
  #whenIdle: (() => void)[] = [];

  /** @param isIdle whether nothing is under way, calls aside */
  constructor(clock: Clock, isIdle: () => boolean) {
    this.#clock = clock;
    this.#isIdle = isIdle;
  }

  /** Fires when it closes, with the refusal as its reason. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Whether it lets nobody in any more, and all that had begun has ended. */
  get over(): boolean {
    const ending = this.#draining || this.#closing.signal.aborted;
    return ending && this.#calls === 0 && this.#isIdle();
  }

  /** Lets a call in. @throws SpillwayError `CLOSED` */
  enter(): void {
    if (this.#closing.signal.aborted) throw closed("was closed");
    if (this.#draining) throw closed("is draining");
    this.#calls++;
  }

  leave(): void {
    this.#calls--;
  }

  /** Lets no more in; settles when all that had begun has ended. */
  drain(): Promise<void> {
    this.#draining = true;
    // Somebody waits: a stream that nobody reads does not hold the process, and its end would never be told.
    const silence = alarm(this.#clock, Number.POSITIVE_INFINITY, () => undefined);
    return new Promise((resolve) => {
      this.#whenIdle.push(() => {
        silence();
        resolve();
      });
      this.settle();
    });
  }

  /** To be called when it may be idle now. */
  settle(): void {
    if (this.#whenIdle.length === 0 || this.#calls > 0 || !this.#isIdle()) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** @returns the refusal for all who wait, the first time */
  close(): SpillwayError | undefined {
    if (this.#closing.signal.aborted) return undefined;
    const refusal = closed("was closed");
    this.#closing.abort(refusal);
    return refusal;
  }
}

const closed = (why: string): SpillwayError =>
  new SpillwayError(
    "CLOSED",
    `This spillway ${why}: calls that come now, or that still wait for their first attempt, are not sent. Use another instance.`,
  );
