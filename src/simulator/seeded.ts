import type { Random } from "../random.js";

/**
 * A generator of numbers in [0, 1) that gives the same row for the same seed (mulberry32).
 *
 * @param seed any number or text; a text is hashed
 */
export function seeded(seed: number | string): Random {
  let state = typeof seed === "string" ? hash(seed) : seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** A draw from the standard normal distribution (Box-Muller). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/**
 * A draw from the log-normal distribution whose mean is `mean`.
 *
 * @param sigma standard deviation of the underlying normal distribution; 0 gives `mean` itself
 */
export function logNormal(random: Random, mean: number, sigma: number): number {
  // Always two draws, so that a changed sigma does not shift everything drawn after it.
  const z = normal(random);
  return mean * Math.exp(sigma * z - (sigma * sigma) / 2);
}

/** `length` hexadecimal digits. */
export function hex(random: Random, length: number): string {
  let text = "";
  while (text.length < length) {
    text += Math.floor(random() * 0x1000000)
      .toString(16)
      .padStart(6, "0");
  }
  return text.slice(0, length);
}

/** Looks like a UUID of version 4. */
export function uuid(random: Random): string {
  const h = hex(random, 30);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(12, 15)}-a${h.slice(15, 18)}-${h.slice(18, 30)}`;
}
