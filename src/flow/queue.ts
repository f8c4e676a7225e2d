import type { QueueSettings } from "../settings/settings.js";
import { Shares } from "./shares.js";
import type { Queued } from "./turns.js";

/** What a line goes by. Asked when it is needed: settings change. */
export type LineSettings = Pick<QueueSettings, "limit" | "batchShare" | "weights">;

/**
 * How much of the line a batch call, or one of a named tenant, may find taken by its like: so many times what is free.
 * The last places stay for others, the fewer the more have come before (dynamic thresholds: Choudhury, Hahne, 1998).
 */
const TIMES_FREE = 9;

/** Round-off of shares that are added up. */
const NEARLY = 1e-9;

/**
 * The waiting line. Interactive calls go first; batch calls get their share of the turns all the same, so that none
 * starves: each turn that passes them by brings their own one nearer. Within a priority, tenants share by weight; within
 * a tenant it goes by tickets.
 */
export class WaitingLine<W extends Queued<W>> {
  readonly #settings: () => LineSettings;
  readonly #interactive: Shares<W>;
  readonly #batch: Shares<W>;
  /** Of a turn, what batch calls have saved up while they were passed by. */
  #owed = 0;

  constructor(settings: () => LineSettings) {
    this.#settings = settings;
    const weightOf = (tenant: string): number => settings().weights[tenant] ?? 1;
    this.#interactive = new Shares(weightOf);
    this.#batch = new Shares(weightOf);
  }

  get length(): number {
    return this.#interactive.length + this.#batch.length;
  }

  /** Whether there is a place for one more of this kind. */
  hasRoom({ tenant, batch }: Pick<W, "tenant" | "batch">): boolean {
    const free = this.#settings().limit - this.length;
    if (free <= 0) return false;
    if (batch && this.#batch.length >= TIMES_FREE * free) return false;
    return tenant === "" || this.#interactive.of(tenant) + this.#batch.of(tenant) < TIMES_FREE * free;
  }

  /** How many are likely to go before one that joined now. */
  ahead({ tenant, batch }: Pick<W, "tenant" | "batch">): number {
    const [interactive, waiting] = [this.#interactive.length, this.#batch.length];
    const share = this.#settings().batchShare;
    if (!batch) {
      const own = this.#interactive.ahead(tenant);
      return own + Math.min(waiting, Math.round((own * share) / (1 - share)));
    }
    const own = this.#batch.ahead(tenant);
    return own + Math.min(interactive, Math.round(((own + 1) * (1 - share)) / share));
  }

  /**
   * Whose turn it is.
   *
   * @param newestFirst whether it is the last one's turn instead, judged by the first one of his tenant
   */
  first(newestFirst: (oldest: W) => boolean = () => false): W | undefined {
    const turns = this.#next().next();
    const oldest = turns?.first();
    return oldest !== undefined && newestFirst(oldest) ? turns?.first(true) : oldest;
  }

  join(waiter: W): void {
    this.#of(waiter).join(waiter);
  }

  /** It goes: the one that {@link first} has just given. */
  serve(waiter: W): void {
    const both = this.#interactive.length > 0 && this.#batch.length > 0;
    this.#of(waiter).leave(waiter, true);
    if (both) this.#owed += this.#settings().batchShare - (waiter.batch ? 1 : 0);
    if (this.#batch.length === 0) this.#owed = 0;
  }

  /** Takes a waiter out, wherever it stands. Returns whether it was there. */
  leave(waiter: W): boolean {
    if (!waiter.inLine) return false;
    this.#of(waiter).leave(waiter, false);
    return true;
  }

  /** All waiters by their tickets, as a copy. */
  all(): W[] {
    return [...this.#interactive, ...this.#batch].sort((one, other) => one.ticket - other.ticket);
  }

  #of({ batch }: Pick<W, "batch">): Shares<W> {
    return batch ? this.#batch : this.#interactive;
  }

  #next(): Shares<W> {
    if (this.#interactive.length === 0) return this.#batch;
    const due = this.#owed + this.#settings().batchShare >= 1 - NEARLY;
    return due && this.#batch.length > 0 ? this.#batch : this.#interactive;
  }
}
