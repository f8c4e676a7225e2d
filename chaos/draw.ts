import type { Random } from "spillway";
import type { Shares } from "./mixture.js";

/** One of the names, as often as its share says. */
export function draw<Name extends string>(random: Random, shares: Shares<Name>): Name {
  // The keys of a record are the names of its type.
  const names = Object.keys(shares) as Name[];
  const sum = names.reduce((total, name) => total + shares[name], 0);
  let left = random() * sum;
  const found = names.find((name) => {
    left -= shares[name];
    return left < 0;
  });
  // Rounding may leave a crumb: it falls to the last one.
  const drawn = found ?? names.at(-1);
  if (drawn === undefined) throw new RangeError("nothing to draw from");
  return drawn;
}

/** A number from `low` up to `high`. */
export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

/** One item of a list that is not empty. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to draw from");
  return item;
}
