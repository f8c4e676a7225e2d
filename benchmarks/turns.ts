import type { Clock } from "spillway";

/** How long a request is on its way to the service: what counts is what is there when it arrives. */
export const WAY_MS = 15;
/** Capacity may come by itself. */
const LOOK_AGAIN_MS = 50;

interface Waiter<Wish> {
  readonly wish: Wish;
  readonly go: () => void;
}

/** A line of those who wait for their turn, first come, first served. */
export class Turns<Wish> {
  readonly #clock: Clock;
  readonly #admits: (wish: Wish, arrivesAt: number) => boolean;
  readonly #line: Waiter<Wish>[] = [];
  #looking = false;

  /** @param admits whether what is sent now can be taken when it arrives; takes it, where it says yes */
  constructor(clock: Clock, admits: (wish: Wish, arrivesAt: number) => boolean) {
    this.#clock = clock;
    this.#admits = admits;
  }

  /** @param first at the head of the line */
  wait(wish: Wish, first: boolean): Promise<void> {
    return new Promise((go) => {
      this.#line[first ? "unshift" : "push"]({ wish, go });
      this.look();
    });
  }

  /** Lets go all at the head who are admitted; while there are others, looks again by itself. */
  look(): void {
    const arrivesAt = this.#clock.now() + WAY_MS;
    for (let head = this.#line[0]; head && this.#admits(head.wish, arrivesAt); head = this.#line[0]) {
      this.#line.shift();
      head.go();
    }
    if (this.#line.length === 0 || this.#looking) return;
    this.#looking = true;
    this.#clock.setTimeout(() => {
      this.#looking = false;
      this.look();
    }, LOOK_AGAIN_MS);
  }
}
