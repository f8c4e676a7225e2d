import type { BatchRecord } from "./entry.js";
import { IdCounts } from "./id-counts.js";
import { askedBy, type ReadResult } from "./result-line.js";

/** Records that are known by their ids alone, where no journal tells their lines. */
export class KnownIds {
  readonly #ids = new IdCounts();
  readonly #asked = new IdCounts();

  /** Results whose records have not come yet. */
  get left(): number {
    return this.#asked.left + this.#ids.left;
  }

  add({ recordId, asked }: ReadResult): void {
    this.#ids.add(recordId);
    if (asked !== undefined) this.#asked.add(asked);
  }

  /**
   * Takes the result of a record. Where several have its id, one of another input may be taken for it, since options
   * change what is asked.
   *
   * @returns `twice` where its own result was taken for another record of the same id
   */
  take({ recordId, request }: BatchRecord): "done" | "new" | "twice" {
    const asked = askedBy(recordId, request.input);
    const isExact = asked !== undefined && this.#asked.take(asked);
    if (this.#ids.take(recordId)) return "done";
    return isExact ? "twice" : "new";
  }
}
