import { POLICIES } from "./policies.js";
import type { Bands } from "./scenario.js";
import type { Summary } from "./summary.js";

const percent = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} %`;
const seconds = (ms: number): string => (Number.isFinite(ms) ? `${(ms / 1000).toFixed(0)} s` : "never");

type Judge = (summary: Summary, limit: number) => string | undefined;

const JUDGES = {
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
} as const satisfies Partial<Record<keyof Bands, Judge>>;

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
  const judged = Object.entries(JUDGES).flatMap(([name, judge]: [string, Judge]) => {
    const limit = bands[name as keyof typeof JUDGES];
    return limit === undefined ? [] : [judge(summary, limit)];
  });
  return [...judged.filter((word) => word !== undefined), ...loss(summary, bands, all)];
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
