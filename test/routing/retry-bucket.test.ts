import fc from "fast-check";
import { expect, it } from "vitest";
import { RetryBucket } from "../../src/routing/retry-bucket.js";

it("is full at the start, and never fuller", () => {
  const bucket = new RetryBucket(() => ({ budgetShare: 0.5, budgetBurst: 2 }));
  for (let call = 0; call < 10; call++) bucket.earn();
  expect([bucket.spend(), bucket.spend(), bucket.spend()]).toEqual([true, true, false]);
  bucket.earn();
  expect(bucket.spend()).toBe(false);
  bucket.earn();
  expect(bucket.spend()).toBe(true);
});

it("never lets more be repeated than it held and calls have paid for", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 300 }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      fc.nat(20),
      (calls, budgetShare, budgetBurst) => {
        const bucket = new RetryBucket(() => ({ budgetShare, budgetBurst }));
        let [paid, repeated] = [0, 0];
        for (const isCall of calls) {
          if (isCall) {
            bucket.earn();
            paid++;
          } else if (bucket.spend()) repeated++;
          expect(repeated).toBeLessThanOrEqual(budgetBurst + paid * budgetShare + 1e-6);
        }
      },
    ),
  );
});

it("follows its settings: a larger one has more left, a smaller one no more than it holds", () => {
  let settings = { budgetShare: 1, budgetBurst: 2 };
  const bucket = new RetryBucket(() => settings);
  expect([bucket.spend(), bucket.spend(), bucket.spend()]).toEqual([true, true, false]);
  settings = { budgetShare: 1, budgetBurst: 3 };
  expect([bucket.spend(), bucket.spend()]).toEqual([true, false]);
  settings = { budgetShare: 1, budgetBurst: 1 };
  expect(bucket.spend()).toBe(false);
  bucket.earn();
  expect([bucket.spend(), bucket.spend()]).toEqual([true, false]);
  settings = { budgetShare: 1, budgetBurst: 0 };
  bucket.earn();
  expect(bucket.spend()).toBe(false);
});
