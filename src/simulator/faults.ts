import type { Random } from "../random.js";
import type { Fault } from "./types.js";

/** A list of scheduled faults, and how many requests each has seen in its time. */
export class Faults {
  #list: readonly Fault[];
  #seen: number[];

  constructor(list: readonly Fault[]) {
    this.#list = list;
    this.#seen = list.map(() => 0);
  }

  /** Another list counts anew; the same one goes on. */
  change(list: readonly Fault[]): void {
    if (list === this.#list) return;
    this.#list = list;
    this.#seen = list.map(() => 0);
  }

  /** The first fault that strikes a request at `now`. */
  strike(now: number, random: Random): Fault | undefined {
    return this.#list.find((fault, index) => this.#strikes(fault, index, now, random));
  }

  #strikes(fault: Fault, index: number, now: number, random: Random): boolean {
    const { from = 0, to = Number.POSITIVE_INFINITY, share = 1, first = Number.POSITIVE_INFINITY } = fault;
    if (now < from || now >= to) return false;
    const seen = (this.#seen[index] ?? 0) + 1;
    this.#seen[index] = seen;
    return seen <= first && (share >= 1 || random() < share);
  }
}
