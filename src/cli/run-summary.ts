import type { BatchReport } from "../batch/index.js";
import type { SpillwaySnapshot } from "../governed.js";
import { count, duration } from "../operate/figures.js";
import { INCOMPLETE, OK } from "./exit.js";
import { unanswered } from "./run-figures.js";
import type { LastError } from "./run-last-error.js";
import { plural } from "./run-text.js";

/** A run that has come to its end, or was stopped. */
export interface Ended {
  readonly report: BatchReport;
  readonly snapshot: SpillwaySnapshot;
  readonly ms: number;
  readonly out: string;
  readonly invalidPath: string | undefined;
  /** Lines with an error that were in the results before. */
  readonly failedBefore: number;
  /** Exit code of who stopped it. */
  readonly stopCode: number | undefined;
  readonly lastError?: LastError | undefined;
}

const attemptsOf = ({
  lanes,
}: SpillwaySnapshot): { readonly attempts: number; readonly rejected: number } => ({
  attempts: lanes.reduce((sum, { counters }) => sum + counters.attempts, 0),
  rejected: lanes.reduce((sum, lane) => sum + unanswered(lane), 0),
});

export function exitCodeOf({ report, failedBefore, stopCode }: Ended): number {
  if (stopCode !== undefined) return stopCode;
  return report.failed + report.invalid + failedBefore > 0 ? INCOMPLETE : OK;
}

/** For programs. */
export const endEvent = (ended: Ended): object => {
  const { inHand: _, readBytes, size, ...counts } = ended.report;
  return {
    ...counts,
    ...attemptsOf(ended.snapshot),
    ms: Math.round(ended.ms),
    out: ended.out,
    lastError: lastOf(ended),
  };
};

const lastOf = ({ lastError }: Ended): object | undefined =>
  lastError && { name: lastError.name, message: lastError.message };

/** For people. */
export function summary(ended: Ended): string {
  const { report, ms, out, invalidPath, failedBefore } = ended;
  const { answered, failed, invalid, before, inputTokens, outputTokens, stopped } = report;
  const { attempts, rejected } = attemptsOf(ended.snapshot);
  if (answered + failed + invalid + before === 0 && !stopped)
    return "There is no record in it: nothing to do.";
  if (answered + failed + invalid === 0 && !stopped && failedBefore === 0) {
    return `Nothing to do: ${out} has all ${plural(before, "answer")} already. --overwrite asks anew.`;
  }
  const lines = [
    `${stopped ? "Stopped" : "Done"}: ${count(answered)} answered${before > 0 ? `, ${count(before)} before` : ""} in ${duration(ms)}.`,
    `${plural(attempts, "request")}, ${count(rejected)} of them rejected; ${count(inputTokens)} tokens in, ${count(outputTokens)} out.`,
  ];
  const errors = failed + failedBefore;
  if (errors > 0)
    lines.push(
      `${plural(errors, "record")} failed: their lines hold an error. --retry-errors asks them anew.`,
    );
  if (invalid > 0)
    lines.push(`${plural(invalid, "line")} can't be sent${invalidPath ? `: see ${invalidPath}` : ""}.`);
  if (out !== "-") lines.push(`Results: ${out}`);
  if ((stopped || errors > 0) && ended.lastError !== undefined) {
    lines.push(`The last error: ${ended.lastError.message}`);
  }
  if (stopped) lines.push("The same command goes on from here.");
  return lines.join("\n");
}
