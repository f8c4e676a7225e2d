import type { Fault, ModelSettings } from "spillway/simulator";
import type { Arrivals, Workers } from "../scenario.js";
import { MODEL } from "../stage.js";

/** Where a client belongs, and where else its calls may go. */
export const HOME = "us-east-1";
export const AWAY = "us-west-2";
export type Region = typeof HOME | typeof AWAY;
export const REGIONS: readonly Region[] = [HOME, AWAY];

/** Something that goes wrong in a region for a time. */
export interface Trouble {
  readonly region: Region;
  readonly fromMs: number;
  /** Infinity: for the rest of the run. */
  readonly toMs: number;
  /** Only this one; otherwise the region as a whole. */
  readonly model?: string;
  /** What requests hear, or that part of them. */
  readonly fault?: Pick<Fault, "fault" | "share">;
  /** Nobody gets there: connections are refused. */
  readonly refused?: boolean;
  /** What its models are for that time. */
  readonly server?: ModelSettings;
}

/** What is expected; shares in percent, times in ms. What holds of each run is judged by the worst seed. */
export interface Bands {
  /** Calls with an answer, of those that ended; at least, in each run. */
  readonly answered?: number;
  /** Calls that have not ended at the end of the run; at most, in each run. */
  readonly open?: number;
  /** Attempts that came to nothing, of all; at most. */
  readonly wasted?: number;
  /** Attempts that came to nothing, over those that a breaker may spend on learning; at most, in each run. */
  readonly overspent?: number;
  /** p99 of the time to the first token after the first second of the trouble, over that of calm times; at most. */
  readonly firstRatio?: number;
  /** The same in ms; at most. */
  readonly firstMs?: number;
  /** Over that of calm times, for models that are in no trouble themselves; at most. */
  readonly othersRatio?: number;
  /** From the end of the trouble until 18 of 20 calls in a row are served at home; at most. */
  readonly backHomeMs?: number;
  /** Served at home, of what was served while home was well; at least. */
  readonly atHome?: number;
  /** Changes of state of all breakers in an open time (`breaker.openMs`); at most. */
  readonly changes?: number;
  /** Times that any breaker opened; and that a region's did; at most, in each run. */
  readonly trips?: number;
  readonly regionTrips?: number;
  /** Answered while the trouble lasted, of what the oracle answered; at least. */
  readonly ofOracle?: number;
}

/** For spillway with two regions, and with home alone. */
export interface BandsByPolicy {
  readonly spillway: Bands;
  readonly "spillway-home"?: Bands;
}

/** What two regions are over time, who wants what of them, and what must come of that. Data only. */
export interface Scenario {
  /** In lower case, unique. */
  readonly name: string;
  readonly title: string;
  /** What is expected of a good library, in one sentence. */
  readonly behaviour: string;
  /** Every model in both regions, when nothing is wrong. */
  readonly server: ModelSettings;
  /** Calls take them in turn. */
  readonly models: readonly string[];
  /** In the order of their beginning. */
  readonly troubles: readonly Trouble[];
  readonly demand: Workers | Arrivals;
  readonly minutes: number;
  /** At least so many for ours and the oracles, for bands that hold of chance. */
  readonly seeds?: number;
  readonly bands: BandsByPolicy;
  /** For the short runs of `npm test`; absent where there is none. */
  readonly ci?: { readonly minutes: number; readonly seeds?: number; readonly bands: BandsByPolicy };
}

/** Until now a client finds its pace: no calm time yet. */
export const WARM_MS = 30_000;
/** When most troubles begin. */
export const TROUBLE_MS = 120_000;

const SLOTS = 20;
/** Half of what a region can serve: 20 slots, 1.5 s each. */
const PER_SECOND = 6.5;

/** What a scenario is unless it says otherwise. */
export const USUAL = {
  // Few frames: the time to the first does not depend on how many follow.
  server: { slots: SLOTS, service: { meanMs: 1500, firstTokenShare: 0.3 }, chunks: 4 },
  models: [MODEL],
  demand: { kind: "arrivals", perSecond: PER_SECOND, restMs: 15_000 },
  troubles: [],
} as const satisfies Partial<Scenario>;

/** What is wrong with this model in this region at that moment. */
export const troublesAt = (
  troubles: readonly Trouble[],
  region: string,
  model: string,
  atMs: number,
): readonly Trouble[] =>
  troubles.filter(
    (trouble) =>
      trouble.region === region &&
      (trouble.model ?? model) === model &&
      atMs >= trouble.fromMs &&
      atMs < trouble.toMs,
  );

/** Whether calls to a model are touched by what goes wrong; where nothing does, all are what is looked at. */
export const concerns = (troubles: readonly Trouble[], model: string): boolean =>
  troubles.length === 0 || troubles.some((trouble) => (trouble.model ?? model) === model);

/** Whether nothing at all gets through. */
export const stops = ({ fault, refused = false }: Trouble): boolean =>
  refused || (fault !== undefined && (fault.share ?? 1) >= 1);
