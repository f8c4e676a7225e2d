import { Gauge, type Step } from "./gauge.js";

/** Counts of a model, of a region or of everything. All times in ms since the simulator began. */
export interface Counts {
  /** Requests that were read in full, whatever became of them. */
  readonly attempts: number;
  /** Answers that are still to end: of requests read in full, and neither answered to the end nor broken nor left. */
  readonly open: number;
  /** Answered to the end. */
  readonly served: number;
  /** Refused before they took a slot, by wording or place (`reset`, `refusedStream`). */
  readonly rejected: Readonly<Record<string, number>>;
  /** Broken after they had taken a slot, by wording or place (`cut`, `stall`, ...). */
  readonly failed: Readonly<Record<string, number>>;
  /** Left by the client before their end, but for those that stalled. */
  readonly aborted: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  readonly inputTokens: number;
  /** Written, also into answers that broke or were left. */
  readonly outputTokens: number;
  /** Slots taken times ms. */
  readonly busyMs: number;
  /** Slots there were times ms; null where there are infinitely many. `busyMs / capacityMs` is the use. */
  readonly capacityMs: number | null;
  /** In flight over time. At most 2000 steps: neighbours are merged as it gets longer. */
  readonly inFlightSteps: readonly Step[];
}

/** Counts as they grow. */
export class Tally {
  attempts = 0;
  open = 0;
  served = 0;
  aborted = 0;
  inputTokens = 0;
  outputTokens = 0;
  readonly rejected = new Map<string, number>();
  readonly failed = new Map<string, number>();
  readonly flight = new Gauge();

  counts(capacityMs: number, now: number): Counts {
    return {
      attempts: this.attempts,
      open: this.open,
      served: this.served,
      rejected: Object.fromEntries(this.rejected),
      failed: Object.fromEntries(this.failed),
      aborted: this.aborted,
      inFlight: this.flight.value,
      peakInFlight: this.flight.peak,
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      busyMs: this.flight.area(now),
      capacityMs: Number.isFinite(capacityMs) ? capacityMs : null,
      inFlightSteps: this.flight.steps,
    };
  }
}

export const increment = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
