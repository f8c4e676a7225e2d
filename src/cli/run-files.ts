import { stat } from "node:fs/promises";
import { absent } from "../batch/absent.js";
import {
  type BatchSink,
  type BatchSource,
  openRecords,
  openResults,
  type ResultsFile,
} from "../batch/index.js";
import { openCsv } from "./run-csv.js";
import type { RunFlags } from "./run-flags.js";
import { refuseSame } from "./run-same.js";
import { fileStream, streamResults } from "./run-stream.js";

/** The records that a command line names. */
export function openSource(input: string, flags: RunFlags): Promise<BatchSource> {
  const csv = flags.format === "csv" || (flags.format === undefined && /\.csv$/i.test(input));
  return csv ? openCsv(input, flags) : openRecords(input, flags);
}

/** Where results go that nobody named: into the current folder, never among what was answered for real. */
export function outOf(input: string, { out, simulate }: RunFlags): string {
  if (out !== undefined) return out;
  if (input === "-") return "-";
  const name = input.replace(/^.*[/\\]/, "").replace(/\.(jsonl|ndjson|json|csv|txt)$/i, "");
  return `${name}.${simulate ? "simulated" : "results"}.jsonl`;
}

/** Where results go, and what is known of it. */
export interface Destination {
  readonly sink: BatchSink;
  /** Undefined for a stream. */
  readonly file: ResultsFile | undefined;
}

/** @param say tells of lines that can't be sent where there is no file for them */
export async function openDestination(
  input: string,
  out: string,
  flags: RunFlags,
  say: (text: string) => void,
): Promise<Destination> {
  await refuseSame(input, out);
  if (out === "-") return { sink: streamResults(process.stdout, say), file: undefined };
  const found = await stat(out).catch(absent);
  if (found !== undefined && !found.isFile() && !found.isDirectory()) {
    return { sink: streamResults(await fileStream(out, found.isFIFO(), say), say), file: undefined };
  }
  const file = await openResults(out, {
    existing: flags.overwrite ? "overwrite" : flags.resume ? "resume" : "fresh",
    retryErrors: flags.retryErrors,
    simulated: flags.simulate,
    modelId: flags.model,
  });
  return { sink: file, file };
}
