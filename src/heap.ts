/** A binary heap: what goes before all others is found at once; to put in and to take out is O(log n). */
export class Heap<T> {
  readonly #before: (one: T, other: T) => boolean;
  #items: T[] = [];

  /** @param before must be a total order where the order of equals matters */
  constructor(before: (one: T, other: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Goes before all others. */
  top(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(this.#items.length - 1);
  }

  pop(): T | undefined {
    const [top] = this.#items;
    const last = this.#items.pop();
    if (this.#items.length > 0 && last !== undefined) {
      this.#items[0] = last;
      this.#sink(0);
    }
    return top;
  }

  /** Keeps only those that fit: O(n). */
  keep(fits: (item: T) => boolean): void {
    this.#items = this.#items.filter(fits);
    for (let at = (this.#items.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.#items;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#swapped(above, at)) return;
      at = above;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      const below = this.#goesBefore(right, left) ? right : left;
      if (!this.#swapped(at, below)) return;
      at = below;
    }
  }

  #goesBefore(one: number, other: number): boolean {
    const [first, second] = [this.#items[one], this.#items[other]];
    return first !== undefined && second !== undefined && this.#before(first, second);
  }

  /** Puts the lower of two in the place of the upper where it goes before it. */
  #swapped(upper: number, lower: number): boolean {
    const [above, below] = [this.#items[upper], this.#items[lower]];
    if (above === undefined || below === undefined || !this.#before(below, above)) return false;
    this.#items[upper] = below;
    this.#items[lower] = above;
    return true;
  }
}
