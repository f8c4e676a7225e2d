import type { RetrySettings } from "../settings/settings.js";

/**
 * What stops retry storms: each call pays a share of a repetition into the bucket, each repetition takes a whole one
 * out. Full at the start. Once it is drained, repetitions are at most that share of the calls (as the retry budgets of
 * Finagle and gRPC). One for all targets: a storm does not get better by going elsewhere too.
 */
export class RetryBucket {
  readonly #share: number;
  readonly #burst: number;
  #left: number;

  constructor({ budgetShare, budgetBurst }: Pick<RetrySettings, "budgetShare" | "budgetBurst">) {
    this.#share = budgetShare;
    this.#burst = budgetBurst;
    this.#left = budgetBurst;
  }

  /** A call begins. */
  earn(): void {
    this.#left = Math.min(this.#burst, this.#left + this.#share);
  }

  /** Whether a repetition may be made; then it is paid. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
