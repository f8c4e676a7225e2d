/**
 * The last `size` of what was kept. Takes no more memory than they need.
 *
 * Written in place, since every attempt is kept twice: 13 ns each, where a fresh copy of 20 takes 90 and of 1000 takes
 * 2000.
 */
export class Last<Item> {
  #size: number;
  #items: Item[] = [];
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** In no particular order; to be read before the next one is kept. */
  get items(): readonly Item[] {
    return this.#items;
  }

  keep(item: Item): void {
    this.#items[this.#next] = item;
    this.#next = this.#next + 1 === this.#size ? 0 : this.#next + 1;
  }

  /** Of more than this, only the newest are kept from now on. */
  resize(size: number): void {
    if (size === this.#size) return;
    const inOrder = [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
    this.#items = inOrder.slice(-size);
    this.#next = this.#items.length === size ? 0 : this.#items.length;
    this.#size = size;
  }

  clear(): void {
    this.#items = [];
    this.#next = 0;
  }
}
