import type { Clock } from "../clock.js";

/** What a batch asks of an instance of spillway. */
export interface WindowSource {
  snapshot(): { readonly lanes: readonly { readonly window: number }[] };
}

export interface RoomOptions {
  /** Never more at once. */
  readonly concurrency: number;
  /** Whose windows say how much the service takes; undefined: `concurrency` says it. */
  readonly spillway: WindowSource | undefined;
  readonly clock: Clock;
}

/** Bytes of records in hand: one record may be larger, and then is alone. */
const MOST_BYTES = 64 * 2 ** 20;
/** Above the windows, so that their lines are never empty: who would wait there is what lets a window grow. */
const SHARE_ABOVE = 0.25;
const LEAST_ABOVE = 16;
/** A window moves slowly beside this. */
const FRESH_MS = 50;

/** How many records may be in hand: a little more than is in flight, and no more bytes than fit into memory. */
export class Room {
  readonly #options: RoomOptions;
  #limit = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** Whether there is room for one more beside these. */
  hasRoom(inHand: number, bytes: number): boolean {
    return inHand === 0 || (inHand < this.#now() && bytes < MOST_BYTES);
  }

  #now(): number {
    const { spillway, concurrency, clock } = this.#options;
    if (spillway === undefined) return concurrency;
    const now = clock.now();
    if (now - this.#askedAt >= FRESH_MS) {
      const windows = spillway.snapshot().lanes.reduce((sum, { window }) => sum + window, 0);
      this.#limit = Math.min(concurrency, Math.ceil(windows + Math.max(LEAST_ABOVE, SHARE_ABOVE * windows)));
      this.#askedAt = now;
    }
    return this.#limit;
  }
}
