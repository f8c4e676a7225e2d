import type { Random } from "spillway";
import { seeded } from "spillway/simulator";

/** Where the cases of a target come from: the same seed, number and size give the same case. */
export class Dice {
  readonly random: Random;
  /** From 1; how large and how deep things are made. */
  readonly size: number;

  constructor(seed: string, size: number) {
    this.random = seeded(seed);
    this.size = size;
  }

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  one<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    // A list in which undefined stands for itself.
    return item as T;
  }

  /** What one of these makes. */
  made<T>(...makers: readonly (() => T)[]): T {
    return this.one(makers)();
  }

  list<T>(make: () => T, most: number = this.size): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}
