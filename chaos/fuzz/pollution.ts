/** What hostile keys would reach. */
const SHARED: readonly (readonly [name: string, object: object])[] = [
  ["Object", Object],
  ["Object.prototype", Object.prototype],
  ["Array.prototype", Array.prototype],
  ["Function.prototype", Function.prototype],
  ["String.prototype", String.prototype],
  ["Error.prototype", Error.prototype],
  ["Map.prototype", Map.prototype],
  ["Promise.prototype", Promise.prototype],
];

const keysOf = (object: object): string => Reflect.ownKeys(object).map(String).join();

const clean = SHARED.map(([, object]) => keysOf(object));

/** The first shared object that has other keys than in the beginning. */
export function pollution(): string | undefined {
  const dirty = SHARED.findIndex(([, object], i) => keysOf(object) !== clean[i]);
  return SHARED[dirty]?.[0];
}
