import type { SpillwayOptions } from "spillway";
import type { ModelSettings } from "spillway/simulator";

/** Callers that always want something, shared out among the clients. */
export interface Workers {
  readonly kind: "workers";
  readonly count: number;
}

/** Callers that come by themselves, at random, also in bursts: an open loop. */
export interface Arrivals {
  readonly kind: "arrivals";
  readonly perSecond: number;
  readonly burst?: { readonly everyMs: number; readonly forMs: number; readonly perSecond: number };
  /** The last of the run, in which nobody comes any more, so that all that wait can be answered. */
  readonly restMs: number;
}

/** What requests reserve of a token quota: uniform from `min` to `max`; from `large` on they count as large. */
export interface Sizes {
  readonly min: number;
  readonly max: number;
  readonly large: number;
}

/** Processes, each with a client and an instance of its own. */
export interface Clients {
  readonly count: number;
  /** Each joins so many ms after the one before. */
  readonly everyMs: number;
}

/** What is expected; shares in percent. */
export interface Bands {
  /** Of what the oracle served, or of what a quota supplied; at least. */
  readonly used: number;
  /** Of the attempts; at most. */
  readonly rejected: number;
  /** Jain's index over the clients in the last three minutes; at least. */
  readonly jain?: number;
  /** Distance of the large requests' share from their share in the demand, in percent of it; at most. */
  readonly large?: number;
  /** Answered calls of those that ended; at least. */
  readonly answered?: number;
  /** p99 over the oracle's, which is an ideal FIFO queue; at most. */
  readonly p99Ratio?: number;
  /** Until a raised quota is found to 90 %, in ms; at most. */
  readonly foundMs?: number;
  /** Points of `used` below the same policy's row of another scenario; at most. */
  readonly loses?: { readonly to: string; readonly points: number };
}

/** What the service is, who wants what of it, and what must come of that. Data only. */
export interface Scenario {
  /** In lower case, unique. */
  readonly name: string;
  readonly title: string;
  /** What is expected of a good law, in one sentence. */
  readonly behaviour: string;
  /** Nobody has what these rows ask for; how near is the result. */
  readonly open?: boolean;
  /** The same as another for peers, who know no quota and do not read messages: they are not run. */
  readonly oursOnly?: boolean;
  readonly server: ModelSettings;
  /** Changes of the server on the way. */
  readonly changes?: readonly { readonly atMs: number; readonly server: ModelSettings }[];
  readonly demand: Workers | Arrivals;
  readonly sizes?: Sizes;
  readonly clients: Clients;
  readonly minutes: number;
  /** What the user told spillway. Nothing but quotas. */
  readonly known?: Pick<SpillwayOptions, "quota">;
  /** Calls at once that somebody would have to guess right for a fixed limit. */
  readonly rightSize: number;
  readonly bands: Bands;
  /** The same for the short runs of `npm test`, which only notice when something breaks. */
  readonly ci: { readonly minutes: number; readonly bands: Bands };
}

export const MINUTE = 60_000;

/** What a scenario is unless it says otherwise. */
export const USUAL = {
  demand: { kind: "workers", count: 100 },
  clients: { count: 1, everyMs: 0 },
  minutes: 10,
} as const satisfies Partial<Scenario>;
