import { POLICIES } from "./policies.js";
import type { Bands } from "./scenario.js";
import type { Summary } from "./summary.js";

export const percent = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} %`;
export const seconds = (ms: number): string =>
  Number.isFinite(ms) ? `${(ms / 1000).toFixed(0)} s` : "never";

/** For each band a judge: what is missed, in words, or undefined. */
export type Judges<Of, Limits> = {
  readonly [Name in keyof Limits]?: (summary: Of, limit: number) => string | undefined;
};

/** What is missed of all bands that have a judge. */
export function missedBy<Of, Limits extends object>(
  judges: Judges<Of, Limits>,
  summary: Of,
  bands: Limits,
): string[] {
  // What Object.keys gives of a record of judges are its own names.
  const names = Object.keys(judges) as (keyof Limits)[];
  const words = names.map((name) => {
    const limit = bands[name];
    return typeof limit === "number" ? judges[name]?.(summary, limit) : undefined;
  });
  return words.filter((word) => word !== undefined);
}

const JUDGES: Judges<Summary, Bands> = {
  used: ({ used }, limit) => (used.median < limit ? `used ${percent(used.median)} < ${limit} %` : undefined),
  rejected: ({ rejected }, limit) =>
    rejected.median > limit ? `rejected ${percent(rejected.median)} > ${limit} %` : undefined,
  answered: ({ answered }, limit) =>
    answered.median < limit ? `answered ${percent(answered.median)} < ${limit} %` : undefined,
  jain: ({ jainLate }, limit) =>
    jainLate.median < limit ? `Jain ${jainLate.median.toFixed(2)} < ${limit}` : undefined,
  large: ({ large }, limit) =>
    large.median > limit ? `large off by ${percent(large.median)} > ${limit} %` : undefined,
  p99Ratio: ({ p99Ratio }, limit) =>
    p99Ratio.median > limit ? `p99 ${p99Ratio.median.toFixed(2)} of FIFO's > ${limit}` : undefined,
  foundMs: ({ foundMs }, limit) =>
    foundMs.median > limit ? `level found after ${seconds(foundMs.median)} > ${seconds(limit)}` : undefined,
};

function loss(summary: Summary, { loses }: Bands, all: readonly Summary[]): string[] {
  const named = all.find(({ scenario, policy }) => scenario.name === loses?.to && policy === summary.policy);
  if (!loses || !named) return [];
  const lost = named.used.median - summary.used.median;
  return lost > loses.points ? [`loses ${lost.toFixed(1)} > ${loses.points} points to ${loses.to}`] : [];
}

/**
 * What is missed, in words; nothing when all is well.
 *
 * @param all summaries among which is what `loses` compares with
 */
export function missed(summary: Summary, bands: Bands, all: readonly Summary[] = []): string[] {
  return [...missedBy(JUDGES, summary, bands), ...loss(summary, bands, all)];
}

/** A tenth of the adaptive mode's rejections is the aim wherever those exceed this, in percent. */
const MANY_REJECTED = 3;

/** Peers that are as good on both axes as spillway on its defaults, and rejections that are too near to adaptive's. */
export function rivals(all: readonly Summary[]): string[] {
  const own = all.find(({ policy }) => policy === "spillway");
  if (!own) return [];
  const peers = all.filter(({ policy }) => POLICIES[policy].kind === "peer");
  const asGood = peers.filter(
    ({ used, rejected }) => used.median >= own.used.median && rejected.median <= own.rejected.median,
  );
  const adaptive = peers.find(({ policy }) => policy === "adaptive")?.rejected.median ?? 0;
  const near = adaptive > MANY_REJECTED && own.rejected.median > adaptive / 10;
  return [
    ...asGood.map(({ policy }) => `${POLICIES[policy].title} is as good on both axes`),
    ...(near
      ? [
          `rejects ${percent(own.rejected.median)}, more than a tenth of the adaptive mode's ${percent(adaptive)}`,
        ]
      : []),
  ];
}
