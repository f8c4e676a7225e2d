/** What the line keeps in order. `ticket` is the moment that its call came, as a rising number. */
export interface Waiter {
  readonly ticket: number;
}

interface Node<W> {
  readonly waiter: W;
  previous: Node<W> | undefined;
  next: Node<W> | undefined;
}

/**
 * The waiting line: first come, first served, by call. A call that comes back after a refused attempt keeps its ticket
 * and so its place. New calls join at the end in O(1); those that come back are few and old, and find their place from
 * the front. Leaving (abort, time out) is O(1).
 */
export class WaitingLine<W extends Waiter> {
  #first: Node<W> | undefined;
  #last: Node<W> | undefined;
  readonly #nodes = new Map<W, Node<W>>();

  get length(): number {
    return this.#nodes.size;
  }

  first(): W | undefined {
    return this.#first?.waiter;
  }

  /** Adds a waiter behind all that came before it. */
  join(waiter: W): void {
    const last = this.#last;
    const after = last === undefined || last.waiter.ticket <= waiter.ticket ? last : this.#lastBefore(waiter);
    const node: Node<W> = { waiter, previous: after, next: after === undefined ? this.#first : after.next };
    if (node.next === undefined) this.#last = node;
    else node.next.previous = node;
    if (after === undefined) this.#first = node;
    else after.next = node;
    this.#nodes.set(waiter, node);
  }

  /** Takes a waiter out, wherever it stands. Returns whether it was there. */
  leave(waiter: W): boolean {
    const node = this.#nodes.get(waiter);
    if (node === undefined) return false;
    this.#nodes.delete(waiter);
    if (node.previous === undefined) this.#first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.#last = node.previous;
    else node.next.previous = node.previous;
    return true;
  }

  /** All waiters, first to last, as a copy. */
  all(): W[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<W> {
    for (let node = this.#first; node !== undefined; node = node.next) yield node.waiter;
  }

  #lastBefore(waiter: W): Node<W> | undefined {
    let at = this.#first;
    while (at !== undefined && at.waiter.ticket <= waiter.ticket) at = at.next;
    return at?.previous;
  }
}
