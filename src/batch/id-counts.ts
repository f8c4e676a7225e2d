import { createHash } from "node:crypto";

const FIRST_SIZE = 1024;
/** A table that is fuller finds its places slowly. */
const FULLEST = 0.7;
const MOST = 0xffff;

/**
 * How often each id was seen, in at most 30 bytes for an id however long: of each only 64 bits of a hash are kept. That two
 * of ten million ids have the same has a chance of three in a million.
 */
export class IdCounts {
  #high = new Uint32Array(FIRST_SIZE);
  #low = new Uint32Array(FIRST_SIZE);
  #counts = new Uint16Array(FIRST_SIZE);
  #used = 0;
  #left = 0;

  /** Ids that were added and not taken yet. */
  get left(): number {
    return this.#left;
  }

  /** @returns whether it is there already */
  add(id: string): boolean {
    if (this.#used > FULLEST * this.#counts.length) this.#grow();
    const [high, low] = hashed(id);
    const at = this.#placeOf(high, low);
    if (this.#high[at] === 0 && this.#low[at] === 0) this.#used++;
    this.#high[at] = high;
    this.#low[at] = low;
    const before = this.#counts[at] ?? 0;
    this.#counts[at] = Math.min(MOST, before + 1);
    this.#left++;
    return before > 0;
  }

  /** Takes one of this id, if there is one left. */
  take(id: string): boolean {
    if (this.#left === 0) return false;
    const [high, low] = hashed(id);
    const at = this.#placeOf(high, low);
    const count = this.#counts[at] ?? 0;
    if (count === 0) return false;
    this.#counts[at] = count - 1;
    this.#left--;
    return true;
  }

  /** Where it is, or the free place where it belongs. */
  #placeOf(high: number, low: number): number {
    const mask = this.#counts.length - 1;
    let at = low & mask;
    while (this.#high[at] !== 0 || this.#low[at] !== 0) {
      if (this.#high[at] === high && this.#low[at] === low) return at;
      at = (at + 1) & mask;
    }
    return at;
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    this.#high = new Uint32Array(2 * counts.length);
    this.#low = new Uint32Array(2 * counts.length);
    this.#counts = new Uint16Array(2 * counts.length);
    for (let i = 0; i < counts.length; i++) {
      const [h = 0, l = 0] = [high[i], low[i]];
      if (h === 0 && l === 0) continue;
      const at = this.#placeOf(h, l);
      this.#high[at] = h;
      this.#low[at] = l;
      this.#counts[at] = counts[i] ?? 0;
    }
  }
}

/** Never two zeros, which stand for a free place. */
function hashed(id: string): readonly [high: number, low: number] {
  const digest = createHash("md5").update(id).digest();
  const [high, low] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  return high === 0 && low === 0 ? [1, 0] : [high, low];
}
