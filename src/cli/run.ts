import { realpath, stat } from "node:fs/promises";
import type { Command } from "commander";
import {
  type BatchCounts,
  type BatchReport,
  type BatchSink,
  type BatchSource,
  openRecords,
  openResults,
  type RecordOptions,
  type ResultsFile,
  runBatch,
} from "../batch/index.js";
import { FAILED, INCOMPLETE, INTERRUPTED, OK, TERMINATED, UsageError } from "./exit.js";
import { type Governed, governedClient } from "./run-client.js";
import { openCsv } from "./run-csv.js";
import { demandedBy, estimated, estimateText } from "./run-estimate.js";
import { explain } from "./run-explain.js";
import { Followed } from "./run-figures.js";
import { addFlags, addMoreFlags, checkFlags, outOf, type RunFlags } from "./run-flags.js";
import { type RunOutput, runOutput } from "./run-output.js";
import { loadSdk } from "./run-sdk.js";
import { fileStream, streamResults } from "./run-stream.js";
import { ended } from "./run-summary.js";
