import type { Operation } from "./mixture.js";

export type Counts = Map<string, number>;

export const count = (counts: Counts, name: string, by = 1): void => {
  counts.set(name, (counts.get(name) ?? 0) + by);
};

/** So many examples of each kind are kept; a run that goes wrong goes wrong often. */
const EXAMPLES = 5;

/** What one instance of spillway counted, over its life. */
export interface Counted {
  /** `attempt` events. */
  readonly ended: number;
  /** Of all lanes of its snapshot. */
  readonly started: number;
  readonly endedByWord: number;
  readonly inFlight: number;
  readonly queued: number;
}

/** What a run takes note of. Its size does not grow with the calls. */
export class Ledger {
  begun = 0;
  settled = 0;
  /** How callers fared: `answer`, `refused QUEUE_FULL`, `aws ThrottlingException`, `socket ECONNRESET`. */
  readonly results: Counts = new Map();
  readonly operations: Counts = new Map();
  /** Behind the back of spillway: requests handed to a socket, and how each ended for its sender. */
  handed = 0;
  readonly ends: Counts = new Map();
  /** Requests that the service took note of. */
  seen = 0;
  /** Handed over, ended, and never seen by the service, by how they ended for their sender. */
  readonly unseen: Counts = new Map();
  /** Attempts that never came to a socket, by who stopped them. */
  readonly unsent: Counts = new Map();
  readonly events: Counts = new Map();
  /** What happened around the calls. */
  readonly turmoil: Counts = new Map();
  readonly counted: Counted[] = [];
  /** Instances whose `drain()` did not settle in time. */
  undrained = 0;
  /** What must not be, with examples. */
  readonly faults = new Map<string, { count: number; readonly examples: string[] }>();

  call(operation: Operation): void {
    this.begun++;
    count(this.operations, operation);
  }

  result(kind: string): void {
    this.settled++;
    count(this.results, kind);
  }

  /** @param kind what was broken: `defect`, `secret`, `process`, `wire` */
  fault(kind: string, example: string): void {
    const known = this.faults.get(kind) ?? { count: 0, examples: [] };
    known.count++;
    if (known.examples.length < EXAMPLES && !known.examples.includes(example)) known.examples.push(example);
    this.faults.set(kind, known);
  }
}
