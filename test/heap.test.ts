import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "../src/heap.js";

const emptied = (heap: Heap<number>): number[] => {
  const all: number[] = [];
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) all.push(top);
  return all;
};

const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((one, other) => one - other);

const full = (numbers: readonly number[]): Heap<number> => {
  const heap = new Heap<number>((one, other) => one < other);
  for (const number of numbers) heap.push(number);
  return heap;
};

describe("a heap", () => {
  it("has nothing on top when it is empty", () => {
    const heap = full([]);
    expect([heap.top(), heap.pop(), heap.size]).toEqual([undefined, undefined, 0]);
  });

  it("gives back in order what was put in, whatever the order was", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const heap = full(numbers);
        expect(heap.top()).toBe(ascending(numbers)[0]);
        expect(heap.size).toBe(numbers.length);
        expect(emptied(heap)).toEqual(ascending(numbers));
      }),
    );
  });

  it("is in order again when only some are kept", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 2, max: 5 }), (numbers, divisor) => {
        const heap = full(numbers);
        const fits = (number: number): boolean => number % divisor !== 0;
        heap.keep(fits);
        expect(ascending([...heap])).toEqual(ascending(numbers.filter(fits)));
        expect(emptied(heap)).toEqual(ascending(numbers.filter(fits)));
      }),
    );
  });
});
