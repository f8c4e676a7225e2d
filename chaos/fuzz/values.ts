import type { Dice } from "./dice.js";

/** Numbers that arithmetic and comparisons stumble over. */
const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  1e-320,
  1e9,
  1e9 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** Names that mean something to objects. */
export const NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "then",
  "length",
  "",
  " ",
];

const PIECES: readonly string[] = [
  ...NAMES,
  "\u0000",
  "\u001b[2J",
  "\r\n",
  "\ud800",
  "\udfff",
  "\u202e",
  "é",
  "💧",
  "*",
  ".",
  "..",
  "/",
  "\\",
  "%00",
  "%",
  '"',
  "a",
  "Z",
  "0",
  "-",
  "e",
  "us-east-1",
  "anthropic.claude",
  "throttl",
  "per day",
  "too many tokens",
];

const LONG = 10_240;

export const numberOf = (dice: Dice): number =>
  dice.made(
    () => dice.one(NUMBERS),
    () => dice.below(1000),
    () => dice.random() * 10 ** (dice.below(40) - 20),
  );

export function textOf(dice: Dice): string {
  if (dice.chance(0.02)) return dice.one(PIECES).repeat(dice.below(LONG / 4));
  return dice.list(() => dice.one(PIECES)).join("");
}

/** Something that JSON can say. */
export function jsonOf(dice: Dice, depth: number = Math.min(4, dice.size)): unknown {
  if (depth <= 0 || dice.chance(0.4)) {
    return dice.made<unknown>(
      () => null,
      () => dice.chance(0.5),
      () => numberOf(dice),
      () => textOf(dice),
    );
  }
  const inner = (): unknown => jsonOf(dice, depth - 1);
  if (dice.chance(0.3)) return dice.list(inner, 4);
  return Object.fromEntries(dice.list(() => [textOf(dice), inner()] as const, 5));
}

const broken = (): never => {
  throw new RangeError("a getter threw");
};

/** The same fields on an object that behaves as no object should. */
export function dressed(dice: Dice, fields: Record<string, unknown>): object {
  return dice.made<object>(
    () => fields,
    () => Object.freeze({ ...fields }),
    () => Object.assign(Object.create(null), fields),
    () => Object.assign(new Error(textOf(dice)), withoutReadOnly(fields)),
    () => new Proxy(fields, {}),
    () => new Proxy(fields, { get: broken }),
    () => new Proxy(fields, { has: broken, ownKeys: broken, getOwnPropertyDescriptor: broken }),
    () => new Proxy(fields, { getPrototypeOf: broken, set: () => false, defineProperty: () => false }),
    () => revoked(fields),
    () => withGetter(dice, fields),
    () => Object.assign(fields, { cause: fields, self: fields }),
    () => Object.assign(() => undefined, withoutReadOnly(fields)),
  );
}

/** A function's own `name` and `length` can't be written. */
const withoutReadOnly = ({ name: _, length: __, ...fields }: Record<string, unknown>): object => fields;

function withGetter(dice: Dice, fields: Record<string, unknown>): object {
  const name = dice.one([...Object.keys(fields), "name", "message"]);
  return Object.defineProperty({ ...fields }, name, { get: broken, enumerable: true });
}

function revoked(fields: object): object {
  const { proxy, revoke } = Proxy.revocable(fields, {});
  revoke();
  return proxy;
}

/** Anything at all. */
export const anything = (dice: Dice): unknown =>
  dice.made<unknown>(
    () => undefined,
    () => null,
    () => numberOf(dice),
    () => textOf(dice),
    () => BigInt(dice.below(1000)),
    () => Symbol("any"),
    () => Object.create(null),
    () => ({ toString: broken }),
    () => new Date(numberOf(dice)),
    () => new Map([[textOf(dice), 1]]),
    () => new Uint8Array(dice.below(32)),
    () => jsonOf(dice),
    () => dressed(dice, Object.fromEntries(dice.list(() => [textOf(dice), jsonOf(dice, 2)]))),
  );

/** A value as an error message shows it, whatever it is. */
export function shown(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)) ??
      typeof value
    );
  } catch {
    return `a ${typeof value} that can't be read`;
  }
}
