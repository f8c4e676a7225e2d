import type { Clock, Random } from "spillway";
import { between } from "./draw.js";

const DAY = 86_400_000;

/** The machine's clock, which jumps when told: wall time either way, monotonic time forward only. */
export class JumpyClock implements Clock {
  #ahead = 0;
  #wall = 0;
  jumps = 0;

  now(): number {
    return performance.now() + this.#ahead;
  }

  wallNow(): number {
    return Date.now() + this.#wall;
  }

  setTimeout(fn: () => void, ms: number): NodeJS.Timeout {
    return setTimeout(fn, ms);
  }

  clearTimeout(handle: unknown): void {
    // What comes back is what we gave.
    clearTimeout(handle as NodeJS.Timeout);
  }

  jump(random: Random): void {
    this.jumps++;
    this.#ahead += random() < 0.1 ? between(random, 0, 5000) : between(random, 0, 100);
    this.#wall = between(random, -DAY, DAY);
  }
}
