import type { Facts } from "./facts.js";
import type { FaultPlace } from "./places.js";
import type { Counts } from "./tally.js";
import type { Operation } from "./types.js";

/** One request as the service saw it. All times in ms since the simulator began. */
export interface RequestRecord {
  /** When it arrived at the service. */
  readonly at: number;
  readonly region: string;
  readonly model: string;
  readonly operation: Operation;
  /** Region in the SigV4 credential scope; undefined for a bearer token. */
  readonly scopeRegion: string | undefined;
  /** Host that the request named, with its port, whatever address it came in at. */
  readonly host: string | undefined;
  /** Number in the `amz-sdk-request` header. */
  readonly attempt: number | undefined;
  readonly invocationId: string | undefined;
  /** Idempotency token of an asynchronous invocation. */
  readonly clientToken: string | undefined;
  readonly inputTokens: number;
  readonly maxTokens: number | undefined;
  /** Tokens written so far. */
  outputTokens: number;
  /** Where the fault showed that struck it; undefined for none. */
  fault: FaultPlace | undefined;
  /** `served`, `aborted` (by the client), the place of a fault without words, the name of a wording, or `running`. */
  outcome: string;
  /** When it gave its slot back, or when its refusal left; undefined while it runs. */
  endedAt: number | undefined;
}

/** The record of a request that has just arrived. */
export function newRecord(region: string, { anthropic: _, ...said }: Facts, at: number): RequestRecord {
  return { at, region, ...said, outputTokens: 0, fault: undefined, outcome: "running", endedAt: undefined };
}

/** Counts of one model in one region. */
export interface LaneReport extends Counts {
  readonly region: string;
  readonly model: string;
}

/** What happened so far. Plain JSON. */
export interface SimulatorReport {
  /** Ms since the simulator began. */
  readonly now: number;
  readonly seed: number;
  readonly totals: Counts;
  readonly regions: Readonly<Record<string, Counts>>;
  /** By `region/model id`; a model appears with its first request. */
  readonly lanes: Readonly<Record<string, LaneReport>>;
  /** The last requests, oldest first; how many are kept is the option `keep`. */
  readonly requests: readonly Readonly<RequestRecord>[];
}

/** The last `keep` records. */
export class Journal {
  readonly #keep: number;
  readonly #records: RequestRecord[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    // In blocks, so that a long run does not move the whole list for every request.
    if (this.#records.length > 2 * this.#keep) this.#records.splice(0, this.#records.length - this.#keep);
  }

  list(): RequestRecord[] {
    return this.#keep === 0 ? [] : this.#records.slice(-this.#keep).map((record) => ({ ...record }));
  }
}
