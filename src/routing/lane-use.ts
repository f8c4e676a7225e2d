import type { SpillwayError } from "../errors.js";

/** Whether a lane may be used, and who has it for a home. */
export class LaneUse {
  /** Why nothing may be sent there any more, where it is so. */
  barred: SpillwayError | undefined;
  /** Whoever still knows it must ask for the one that has taken its place. */
  forgotten = false;
  #holders = 0;

  constructor(barred: SpillwayError | undefined) {
    this.barred = barred;
  }

  get held(): boolean {
    return this.#holders > 0;
  }

  /** A call has it for its home until {@link release}, between its attempts, too. */
  hold(): void {
    this.#holders++;
  }

  release(): void {
    this.#holders--;
  }
}
