import { isInvalid } from "../batch/entry.js";
import {
  asJobs,
  type Demanded,
  type Duration,
  demand,
  durationAt,
  JOB_LIMITS,
  nothingDemanded,
  type Pace,
} from "../batch/estimate.js";
import { IdCounts } from "../batch/id-counts.js";
import type { BatchSource, InvalidLine } from "../batch/index.js";
import { count, duration } from "../operate/figures.js";
import { plural } from "./run-text.js";

const MINUTE_MS = 60_000;
const GIGA = 2 ** 30;
const UNKNOWN_MODEL = "unknown";

/** So many lines that can't be sent are named. */
const MOST_TOLD = 20;

/** What a source asks, and what is wrong with it. */
export interface Read extends Demanded {
  /** Records whose id another before them has. */
  repeatedIds: number;
  /** The first of the lines that can't be sent. */
  readonly invalidLines: (InvalidLine & { readonly line: number })[];
}

/** Reads a source to its end and adds up what its records ask. */
export async function demandedBy(source: BatchSource, modelId: string | undefined): Promise<Read> {
  const sum: Read = { ...nothingDemanded(), repeatedIds: 0, invalidLines: [] };
  const ids = new IdCounts();
  for await (const item of source) {
    const read = item.read();
    if (isInvalid(read)) {
      sum.invalid++;
      if (sum.invalidLines.length < MOST_TOLD) sum.invalidLines.push({ line: item.line, ...read });
      continue;
    }
    if (ids.add(read.recordId)) sum.repeatedIds++;
    demand(sum, read, read.request.modelId ?? modelId ?? UNKNOWN_MODEL, item.bytes);
  }
  return sum;
}

/** What an estimate says, for programs. */
export interface Estimate extends Read {
  readonly atMost: Duration | undefined;
  readonly atHalf: Duration | undefined;
  /** Jobs of Bedrock's own that it would be; 0 where it is too little for one. */
  readonly batchJobs: number;
}

export const estimated = (sum: Read, pace: Pace): Estimate => ({
  ...sum,
  atMost: durationAt(sum, pace, 1),
  atHalf: durationAt(sum, pace, 0.5),
  batchJobs: asJobs(sum).tooFew ? 0 : asJobs(sum).jobs,
});

const said = ({ minutes, by }: Duration): string =>
  `${duration(minutes * MINUTE_MS)} (limited by ${by} per minute)`;

function durations({ atMost, atHalf }: Estimate): string[] {
  if (atMost === undefined || atHalf === undefined) {
    return [
      "How long that takes, your quotas say: give them by --rpm and --tpm (Service",
      "Quotas shows them). Without, the run finds out what the service takes.",
    ];
  }
  const lines = [`At these quotas it takes at least ${said(atMost)},`];
  if (atMost.by === "tokens") lines.push(`or ${said(atHalf)} where answers are half as long as they may be.`);
  else lines.push("and longer where the service has less room than your quota.");
  return lines;
}

function jobs(sum: Demanded): string[] {
  const { jobs, tooFew } = asJobs(sum);
  const { leastRecords, mostRecords, fileBytes, hours } = JOB_LIMITS;
  if (tooFew) {
    return [`Bedrock's own batch inference takes no job of fewer than ${leastRecords} records.`];
  }
  return [
    `As Bedrock's own batch inference: ${plural(jobs, "job")} (of at most ${count(mostRecords)} records and files`,
    `of ${fileBytes / GIGA} GB, where your quotas are the default ones), usually at half the price, with`,
    `quotas of their own; done when there is room, within ${hours.least} to ${hours.most} hours or not at all.`,
  ];
}

/** For people. */
export function estimateText(estimate: Estimate): string {
  const { records, invalid, inputTokens, maxOutputTokens, unbounded, repeatedIds, invalidLines } = estimate;
  const lines = [
    `${plural(records, "record")}${invalid > 0 ? `, and ${plural(invalid, "line")} that can't be sent` : ""}.`,
    `About ${count(inputTokens)} tokens in; at most ${count(maxOutputTokens)} out.`,
  ];
  lines.push(...invalidLines.map(({ line, reason }) => `Line ${line} ${reason}.`));
  if (invalid > invalidLines.length) lines.push(`And ${plural(invalid - invalidLines.length, "line")} more.`);
  if (repeatedIds > 0) {
    lines.push(`${plural(repeatedIds, "record")} of them with the id of another: each is sent all the same.`);
  }
  if (unbounded > 0) {
    lines.push(`${plural(unbounded, "record")} of them set no maximum: the model's is counted, and reserved`);
    lines.push("from your quota. --max-tokens sets one.");
  }
  return [...lines, "", ...durations(estimate), "", ...jobs(estimate)].join("\n");
}
