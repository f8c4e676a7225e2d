/** The right to pass, tagged with the state that gave it: verdicts of an earlier state change nothing. */
export interface Pass {
  readonly generation: number;
  readonly probe: boolean;
  /** When a probe that has not been answered counts as failed. */
  readonly deadline: number;
}

/**
 * The probes of one half-open time: who is out, and how many have been answered.
 *
 * An answer proves that there is capacity, however long its stream goes on. A probe keeps its place until it ends, so
 * never more than so many are out; and since each place that is kept after the answer is one proof less to wait for,
 * a long stream delays nobody.
 */
export class Probes {
  readonly #places: number;
  readonly #out = new Set<Pass>();
  readonly #silent = new Set<Pass>();
  #answers = 0;

  /** @param places probes that may be out at once, and answers that are proof */
  constructor(places: number) {
    this.#places = places;
  }

  get full(): boolean {
    return this.#out.size >= this.#places;
  }

  get proven(): boolean {
    return this.#answers >= this.#places;
  }

  /** When the first of those that have not been answered counts as failed. */
  get deadline(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { deadline } of this.#silent) first = Math.min(first, deadline);
    return first;
  }

  send(pass: Pass): void {
    this.#out.add(pass);
    this.#silent.add(pass);
  }

  /** Counts an answer, once for each probe. */
  answered(pass: Pass): void {
    if (this.#silent.delete(pass)) this.#answers++;
  }

  /** @returns whether it was out: each probe ends once */
  end(pass: Pass): boolean {
    this.#silent.delete(pass);
    return this.#out.delete(pass);
  }
}
