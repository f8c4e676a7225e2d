import { Heap } from "../heap.js";

/** One who can stand in line, with its place there, which is the line's to keep: a waiter must not weigh much. */
export class Queued<W> {
  /** The moment that its call came, as a rising number. */
  readonly ticket: number;
  /** Whose call it is: tenants share by weight. */
  readonly tenant: string;
  /** Work that can wait: it lets the others go first. */
  readonly batch: boolean;
  inLine = false;
  /** It came back with an older ticket than others had who stood there. */
  back = false;
  previous: W | undefined = undefined;
  next: W | undefined = undefined;

  constructor(ticket: number, tenant = "", batch = false) {
    this.ticket = ticket;
    this.tenant = tenant;
    this.batch = batch;
  }
}

/**
 * Those of one tenant and one priority, in the order of their tickets. New calls join at the end in O(1); one that comes
 * back after a refused attempt keeps its ticket, and so its place, in O(log n). To leave is O(1), amortised: in a heap,
 * who has left is only marked, and swept out when there are more of them than of others.
 */
export class Turns<W extends Queued<W>> {
  #first: W | undefined;
  #last: W | undefined;
  readonly #back = new Heap<W>((one, other) => one.ticket < other.ticket);
  #gone = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The one that came first; with `newest`, the last of those that never came back, where there is one. */
  first(newest = false): W | undefined {
    const back = this.#firstBack();
    if (newest && this.#last !== undefined) return this.#last;
    const first = this.#first;
    return first === undefined || (back !== undefined && back.ticket < first.ticket) ? back : first;
  }

  join(waiter: W): void {
    const last = this.#last;
    waiter.inLine = true;
    this.#length++;
    waiter.back = last !== undefined && waiter.ticket < last.ticket;
    if (waiter.back) this.#back.push(waiter);
    else {
      waiter.previous = last;
      if (last === undefined) this.#first = waiter;
      else last.next = waiter;
      this.#last = waiter;
    }
  }

  /** Takes out one that is in it. */
  leave(waiter: W): void {
    waiter.inLine = false;
    this.#length--;
    if (waiter.back) {
      this.#gone++;
      if (2 * this.#gone > this.#back.size) this.#sweep();
      return;
    }
    const { previous, next } = waiter;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    waiter.previous = undefined;
    waiter.next = undefined;
  }

  *[Symbol.iterator](): Generator<W> {
    for (const waiter of this.#back) if (waiter.inLine) yield waiter;
    for (let waiter = this.#first; waiter !== undefined; waiter = waiter.next) yield waiter;
  }

  #firstBack(): W | undefined {
    let top = this.#back.top();
    for (; top?.inLine === false; top = this.#back.top()) {
      this.#back.pop();
      this.#gone--;
    }
    return top;
  }

  #sweep(): void {
    this.#back.keep(({ inLine }) => inLine);
    this.#gone = 0;
  }
}
