import { estimate, UNTAUGHT } from "../flow/estimate.js";
import { modelData } from "../flow/model-data.js";
import { readDemand } from "../smithy/demand.js";
import type { BatchRecord } from "./entry.js";

/** What the records of a source ask together. */
export interface Demanded {
  records: number;
  /** Lines that can't be sent. */
  invalid: number;
  bytes: number;
  /** Estimated: a token for four bytes of text. Pictures and documents count nothing. */
  inputTokens: number;
  /** Most tokens that answers may have: what each record allows, or the most that its model writes. */
  maxOutputTokens: number;
  /** Records that name no maximum themselves. */
  unbounded: number;
  /** What counts against a quota of tokens if each answer is as long as it may be. */
  quotaTokens: number;
}

export const nothingDemanded = (): Demanded => ({
  records: 0,
  invalid: 0,
  bytes: 0,
  inputTokens: 0,
  maxOutputTokens: 0,
  unbounded: 0,
  quotaTokens: 0,
});

/** Adds what one record asks. */
export function demand(sum: Demanded, { request }: BatchRecord, modelId: string, bytes: number): void {
  const input = request.api === "Converse" ? request.input : { body: JSON.stringify(request.input) };
  const asked = readDemand(input, request.api);
  const model = modelData(modelId);
  const inputTokens = estimate(UNTAUGHT, asked.bytes);
  const most = asked.maxTokens ?? model.maxOutputTokens;
  sum.records++;
  sum.bytes += bytes;
  sum.inputTokens += inputTokens;
  sum.maxOutputTokens += most;
  sum.quotaTokens += inputTokens + model.outputWeight * most;
  if (asked.maxTokens === undefined) sum.unbounded++;
}

/** Quotas per minute, as far as they are known. */
export interface Pace {
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
}

/** Minutes that a batch takes at a pace, and what it is that takes so long. */
export interface Duration {
  readonly minutes: number;
  readonly by: "requests" | "tokens";
}

/**
 * @param length of an answer, as a share of what it may be at most
 * @returns undefined where no quota is known
 */
export function durationAt(sum: Demanded, pace: Pace, length: number): Duration | undefined {
  const { requestsPerMinute: requests, tokensPerMinute: tokens } = pace;
  const spent = sum.inputTokens + length * (sum.quotaTokens - sum.inputTokens);
  const byRequests = requests === undefined ? undefined : sum.records / requests;
  const byTokens = tokens === undefined ? undefined : spent / tokens;
  if (byRequests === undefined && byTokens === undefined) return undefined;
  return (byTokens ?? -1) > (byRequests ?? -1)
    ? { minutes: byTokens ?? 0, by: "tokens" }
    : { minutes: byRequests ?? 0, by: "requests" };
}

/**
 * Limits of a batch job of Amazon Bedrock (CreateModelInvocationJob), the defaults of most models.
 *
 * Common defaults, as they are quoted of the AWS General Reference, Amazon Bedrock quotas (minimum number of records,
 * records per job, input file size, job size, all "for batch inference"; the table itself was not at hand, November 2026),
 * and CreateModelInvocationJob (`timeoutDurationInHours`). Accounts and models differ: Service Quotas says which hold.
 */
export const JOB_LIMITS = {
  leastRecords: 100,
  mostRecords: 50_000,
  fileBytes: 2 ** 30,
  jobBytes: 5 * 2 ** 30,
  hours: { least: 24, most: 168 },
} as const;

/** What a batch would be as jobs of Bedrock's own. */
export interface Jobs {
  readonly jobs: number;
  /** Fewer records than a job may have. */
  readonly tooFew: boolean;
}

export function asJobs({ records, bytes }: Pick<Demanded, "records" | "bytes">): Jobs {
  const { leastRecords, mostRecords, fileBytes } = JOB_LIMITS;
  const jobs = Math.max(1, Math.ceil(records / mostRecords), Math.ceil(bytes / fileBytes));
  return { jobs, tooFew: records < leastRecords };
}
