import type { Spread } from "../statistics.js";
import { type Judges, missedBy, percent, seconds } from "../verdict.js";
import type { Bands, BandsByPolicy } from "./scenario.js";
import type { Summary } from "./summary.js";

const plain = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "infinite");

type Told = (value: number) => string;

const atLeast = (name: string, value: number, limit: number, told: Told): string | undefined =>
  value < limit ? `${name} ${told(value)} < ${told(limit)}` : undefined;

const atMost = (name: string, value: number | undefined, limit: number, told: Told): string | undefined => {
  if (value === undefined) return `${name}: no figure`;
  return value > limit ? `${name} ${told(value)} > ${told(limit)}` : undefined;
};

const middle = (spread: Spread | undefined): number | undefined => spread?.median;

const JUDGES: Judges<Summary, Bands> = {
  answered: ({ answered }, limit) => atLeast("answered", answered.worst, limit, percent),
  open: ({ open }, limit) => atMost("open calls", open.worst, limit, String),
  wasted: ({ wasted }, limit) => atMost("wasted", wasted.median, limit, percent),
  overspent: ({ overspent }, limit) => atMost("wasted, of what may be spent,", overspent.worst, limit, plain),
  firstRatio: ({ firstRatio }, limit) =>
    atMost("p99 to first token, over calm,", middle(firstRatio), limit, plain),
  firstMs: ({ firstMs }, limit) => atMost("p99 to first token", middle(firstMs.trouble), limit, seconds),
  othersRatio: ({ othersRatio }, limit) =>
    atMost("p99 to first token of others, over calm,", middle(othersRatio), limit, plain),
  backHomeMs: ({ backHomeMs }, limit) => atMost("home again after", middle(backHomeMs), limit, seconds),
  atHome: ({ atHome }, limit) => atLeast("at home", atHome.well.median, limit, percent),
  changes: ({ perOpenTime }, limit) => atMost("changes in an open time", perOpenTime.median, limit, plain),
  trips: ({ trips }, limit) => atMost("trips", trips.worst, limit, plain),
  regionTrips: ({ regionTrips }, limit) => atMost("trips of a region", regionTrips.worst, limit, plain),
  ofOracle: ({ ofOracle }, limit) => atLeast("of the oracle's", ofOracle.median, limit, percent),
};

/** The bands of a policy; undefined for those that have none. */
export function bandsOf(bands: BandsByPolicy, { policy }: Summary): Bands | undefined {
  return policy === "spillway" || policy === "spillway-home" ? bands[policy] : undefined;
}

/** What is missed, in words; nothing when all is well, or when nothing is asked. */
export function missed(summary: Summary, bands: BandsByPolicy): string[] {
  const own = bandsOf(bands, summary);
  return own ? missedBy(JUDGES, summary, own) : [];
}
