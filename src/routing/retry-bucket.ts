import type { RetrySettings } from "../settings/settings.js";

/**
 * What stops retry storms: each call pays a share of a repetition into the bucket, each repetition takes a whole one
 * out. Full at the start. Once it is drained, repetitions are at most that share of the calls (as the retry budgets of
 * Finagle and gRPC). One for all places that may serve the calls of a home: a storm does not get better by going
 * elsewhere too; and one for each home, since the calls of one model must not pay for the faults of another.
 */
export class RetryBucket {
  readonly #settings: () => Pick<RetrySettings, "budgetShare" | "budgetBurst">;
  /** What has been taken out and not been paid for. */
  #spent = 0;

  /** @param settings asked at each use */
  constructor(settings: () => Pick<RetrySettings, "budgetShare" | "budgetBurst">) {
    this.#settings = settings;
  }

  /** Repetitions that it would pay for now. */
  get left(): number {
    return Math.max(0, this.#settings().budgetBurst - this.#spent);
  }

  /** A call begins. */
  earn(): void {
    const { budgetShare, budgetBurst } = this.#settings();
    this.#spent = Math.max(0, Math.min(this.#spent, budgetBurst) - budgetShare);
  }

  /** Whether a repetition may be made; then it is paid. */
  spend(): boolean {
    const { budgetBurst } = this.#settings();
    if (budgetBurst - this.#spent < 1) return false;
    this.#spent++;
    return true;
  }
}
