/** One who can stand in line, with its place there, which is the line's to keep: a waiter must not weigh much. */
export class Place<W> {
  /** The moment that its call came, as a rising number. */
  readonly ticket: number;
  inLine = false;
  previous: W | undefined = undefined;
  next: W | undefined = undefined;

  constructor(ticket: number) {
    this.ticket = ticket;
  }
}

/**
 * The waiting line: first come, first served, by call. A call that comes back after a refused attempt keeps its ticket
 * and so its place. New calls join at the end in O(1); those that come back are few and old, and find their place from
 * the front. Leaving (abort, time out) is O(1).
 */
export class WaitingLine<W extends Place<W>> {
  #first: W | undefined;
  #last: W | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  first(): W | undefined {
    return this.#first;
  }

  /** Adds a waiter behind all that came before it. */
  join(waiter: W): void {
    const last = this.#last;
    const after = last === undefined || last.ticket <= waiter.ticket ? last : this.#lastBefore(waiter);
    waiter.inLine = true;
    waiter.previous = after;
    waiter.next = after === undefined ? this.#first : after.next;
    if (waiter.next === undefined) this.#last = waiter;
    else waiter.next.previous = waiter;
    if (after === undefined) this.#first = waiter;
    else after.next = waiter;
    this.#length++;
  }

  /** Takes a waiter out, wherever it stands. Returns whether it was there. */
  leave(waiter: W): boolean {
    if (!waiter.inLine) return false;
    const { previous, next } = waiter;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    waiter.inLine = false;
    waiter.previous = undefined;
    waiter.next = undefined;
    this.#length--;
    return true;
  }

  /** All waiters, first to last, as a copy. */
  all(): W[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<W> {
    for (let waiter = this.#first; waiter !== undefined; waiter = waiter.next) yield waiter;
  }

  #lastBefore(waiter: W): W | undefined {
    let at = this.#first;
    while (at !== undefined && at.ticket <= waiter.ticket) at = at.next;
    return at?.previous;
  }
}
