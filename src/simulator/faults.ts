import type { Random } from "../random.js";
import type { Fault } from "./types.js";

/** Whether a fault strikes connections, and not requests. */
export const strikesConnections = ({ where }: Fault): boolean => where === "refusedConnection";

/** Whether a fault strikes requests. */
export const strikesRequests = (fault: Fault): boolean => !strikesConnections(fault);

/** A list of scheduled faults, and how many each has met in its time. */
export class Faults {
  readonly #concerned: (fault: Fault) => boolean;
  #list: readonly Fault[];
  #seen: number[];

  /** @param concerned which ones of the list count here */
  constructor(list: readonly Fault[], concerned: (fault: Fault) => boolean) {
    this.#concerned = concerned;
    this.#list = list;
    this.#seen = list.map(() => 0);
  }

  /** Another list counts anew; the same one goes on. */
  change(list: readonly Fault[]): void {
    if (list === this.#list) return;
    this.#list = list;
    this.#seen = list.map(() => 0);
  }

  /** The first fault that strikes at `now`. */
  strike(now: number, random: Random): Fault | undefined {
    return this.#list.find(
      (fault, index) => this.#concerned(fault) && this.#strikes(fault, index, now, random),
    );
  }

  #strikes(fault: Fault, index: number, now: number, random: Random): boolean {
    const { from = 0, to = Number.POSITIVE_INFINITY, share = 1, first = Number.POSITIVE_INFINITY } = fault;
    if (now < from || now >= to) return false;
    const seen = (this.#seen[index] ?? 0) + 1;
    this.#seen[index] = seen;
    return seen <= first && (share >= 1 || random() < share);
  }
}
