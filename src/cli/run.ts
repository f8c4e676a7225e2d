import type { Command } from "commander";
import { type BatchCounts, type BatchReport, type BatchSource, runBatch } from "../batch/index.js";
import { systemClock } from "../clock.js";
import { resolveSettings } from "../settings/resolve.js";
import type { Settings } from "../settings/settings.js";
import { type Governed, governedClient, optionsOf } from "./run-client.js";
import { demandedBy, estimated, estimateText } from "./run-estimate.js";
import { explain } from "./run-explain.js";
import { Followed } from "./run-figures.js";
import { type Destination, openDestination, openSource, outOf } from "./run-files.js";
import {
  addOutputFlags,
  addPretendFlags,
  addRecordFlags,
  addSendingFlags,
  checkFlags,
  type RunFlags,
} from "./run-flags.js";
import { keepHeapSmall } from "./run-heap.js";
import { RUN_HELP } from "./run-help.js";
import { lastErrorOf } from "./run-last-error.js";
import { type RunOutput, runOutput } from "./run-output.js";
import { loadSdk, type Sdk } from "./run-sdk.js";
import { stopOnSignals } from "./run-stop.js";
import { type Ended, endEvent, exitCodeOf, summary } from "./run-summary.js";

const FIGURES_EVERY_MS = 1000;
const SIMULATED_MODEL = "us.amazon.nova-lite-v1:0";

/** Adds the command `run`: a file of records through a governed client. */
export function addRun(program: Command): void {
  const command = program
    .command("run")
    .argument("<input>", "file of records, JSONL or CSV; -: JSONL from standard input")
    .description("Sends every record of a file to Amazon Bedrock, as fast as the service takes it.");
  addOutputFlags(addPretendFlags(addSendingFlags(addRecordFlags(command))))
    .addHelpText("after", RUN_HELP)
    .action(run);
}

async function run(input: string, given: RunFlags): Promise<void> {
  checkFlags(input, given);
  const model = given.model ?? (given.simulate ? SIMULATED_MODEL : undefined);
  const flags: RunFlags = model === undefined ? given : { ...given, model };
  const { settings } = resolveSettings(optionsOf(flags));
  const out = outOf(input, flags);
  // Where results go to standard output, nothing else may.
  const output = runOutput(out === "-" ? process.stderr : process.stdout, flags.json === true);
  try {
    const source = await openSource(input, flags).catch((error) => {
      throw explain(error, { path: input, goesOn: false });
    });
    process.exitCode = flags.estimate
      ? await estimate(source, flags, output, settings)
      : await sent({ input, out, flags, output, source, settings });
  } finally {
    output.done();
  }
}

async function estimate(
  source: BatchSource,
  { model }: RunFlags,
  output: RunOutput,
  { quota }: Settings,
): Promise<number> {
  const found = estimated(await demandedBy(source, model), quota);
  output.event("estimate", found);
  output.say(estimateText(found));
  return 0;
}

interface Job {
  readonly input: string;
  readonly out: string;
  readonly flags: RunFlags;
  readonly output: RunOutput;
  readonly source: BatchSource;
  readonly settings: Settings;
}

async function sent(job: Job): Promise<number> {
  const { input, out, flags, output, settings } = job;
  keepHeapSmall();
  const sdk = await loadSdk();
  // Whoever listens to lines may go; the results are in their file, and the run goes on.
  if (out !== "-") process.stdout.on("error", () => undefined);
  let destination: Destination | undefined;
  let governed: Governed | undefined;
  try {
    governed = await governedClient(sdk, flags, settings.regions);
    tellMode(output, settings.mode);
    destination = await openDestination(input, out, flags, (text) => output.say(text));
    const before = destination.file?.otherModel;
    if (before !== undefined) output.say(`These results were begun with ${before}.`);
    const ended = await followed(job, sdk, governed, destination);
    output.done();
    output.event("end", endEvent(ended));
    output.say(summary(ended));
    return exitCodeOf(ended);
  } catch (error) {
    throw explain(error, { path: out, goesOn: destination?.file !== undefined });
  } finally {
    governed?.client.destroy();
  }
}

function tellMode({ say, event }: RunOutput, mode: Settings["mode"]): void {
  if (mode === "enforce") return;
  event("mode", { mode });
  say(`The mode is ${mode} (SPILLWAY_MODE, or the settings file): nothing holds calls back.`);
}

async function followed(job: Job, sdk: Sdk, governed: Governed, { sink, file }: Destination): Promise<Ended> {
  const { out, flags, output, source } = job;
  const { instance, client } = governed;
  const stop = stopOnSignals(() => {
    output.say("Stopping: what is in flight is awaited. Ctrl+C again ends at once.");
  });
  const begun = systemClock.now();
  let counts: Readonly<BatchCounts> | undefined;
  const lastError = lastErrorOf(client, () => systemClock.now());
  const followed = new Followed();
  const timer = setInterval(() => {
    if (counts) output.figures(followed.figures(counts, instance.snapshot(), systemClock.now(), lastError()));
  }, FIGURES_EVERY_MS);
  try {
    const report: BatchReport = await runBatch(source, sink, {
      client,
      commands: sdk,
      spillway: instance,
      modelId: flags.model,
      concurrency: flags.concurrency,
      priority: flags.priority,
      requestTimeoutMs: flags.timeout * 1000,
      strict: flags.strict,
      signal: stop.signal,
      onStop: () => {
        instance.close();
        process.stdin.destroy();
      },
      onProgress: (now) => {
        counts = now;
      },
    });
    const invalidPath = file?.invalidPath;
    const failedBefore = file?.before.failed ?? 0;
    const ms = systemClock.now() - begun;
    return {
      report,
      snapshot: instance.snapshot(),
      ms,
      out,
      invalidPath,
      failedBefore,
      stopCode: stop.code(),
      lastError: lastError(),
    };
  } finally {
    clearInterval(timer);
    stop.forget();
  }
}
