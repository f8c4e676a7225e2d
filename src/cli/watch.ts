import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { systemClock } from "../clock.js";
import { loadCloudWatch } from "../operate/clients.js";
import type { CloudWatch } from "../operate/metric-read.js";
import { readSince, spanOf } from "../operate/metric-span.js";
import { lookOnce, type Watch, type WatchReport } from "../operate/watch.js";
import { quotaReader } from "../quotas/reader.js";
import { resolveSettings } from "../settings/resolve.js";
import { exitCodes } from "./exit.js";
import { modelsOption, numberFlag, regionsOption } from "./flags.js";
import { print } from "./print.js";
import { regionsFor } from "./regions.js";
import { untilAsked } from "./until-asked.js";
import { pathsFlag, sinceFlag } from "./watch-flags.js";
import { follow, showAgain, showOnce } from "./watch-follow.js";
import { readSnapshots } from "./watch-snapshots.js";

interface Flags {
  readonly model?: readonly string[];
  readonly regions?: readonly string[];
  readonly since: number;
  readonly follow?: true;
  /** Seconds. */
  readonly every: number;
  readonly snapshot: readonly string[];
  readonly svg?: string;
  readonly json?: true;
}

const SINCE = "3h";
/** What processes write of themselves changes faster than metrics do. */
const REFRESH_MS = 2000;

const HELP = `
Examples:
  $ spillway watch
  $ spillway watch --model us.anthropic.claude-sonnet-4-20250514-v1:0 --regions us-east-1,us-west-2
  $ spillway watch --model "*claude*" --since 1d --svg bedrock.svg
  $ spillway watch --follow --snapshot spillway.json
  $ spillway watch --json

It reads CloudWatch and Service Quotas, and changes nothing. CloudWatch bills
GetMetricData by the series: 13 for a model in a region at each look.
${exitCodes("nothing could be read: no region, no credentials, no network, no\n     permission", "done; also after SIGINT or SIGTERM")}`;

/** Adds the command `watch`: Bedrock's metrics beside the quotas, and what they mean. */
export function addWatch(program: Command): void {
  program
    .command("watch")
    .description("Bedrock's metrics of your account beside its quotas, and what they mean.")
    .addOption(modelsOption("models or profiles, * for any text (default: all in use)", { patterns: true }))
    .addOption(regionsOption())
    .addOption(
      new Option("--since <time>", "how far back: 90m, 3h, 2d")
        .argParser(sinceFlag)
        .default(readSince(SINCE), SINCE),
    )
    .option("--follow", "look again and again, until Ctrl+C")
    .addOption(
      new Option("--every <seconds>", "time between looks with --follow")
        .argParser(numberFlag({ min: 10, max: 3600 }))
        .default(60),
    )
    .addOption(
      new Option("--snapshot <file>", "what a process writes of itself; may be given more than once")
        .argParser(pathsFlag)
        .default([], "none"),
    )
    .option("--svg <file>", "draw a picture, too")
    .option("--json", "print JSON, one line for each look")
    .addHelpText("after", HELP)
    .action(watch);
}

async function watchOf(flags: Flags, sdk: CloudWatch): Promise<Watch> {
  const regions = await regionsFor(flags.regions, new sdk.CloudWatchClient({}));
  return {
    models: flags.model ?? [],
    clients: new Map(regions.map((region) => [region, new sdk.CloudWatchClient({ region })])),
    residency: resolveSettings().settings.residency,
    sdk,
    quotasOf: quotaReader(),
  };
}

async function draw(file: string | undefined, report: WatchReport): Promise<void> {
  if (file === undefined) return;
  // A file of its own beside the command: see scripts/build.ts.
  const { picture } = await import("./watch-picture.js");
  await writeFile(file, picture(report));
}

async function watch(flags: Flags): Promise<void> {
  const asked = await watchOf(flags, await loadCloudWatch());
  const look = async (): Promise<WatchReport> => {
    const { processes, missing } = await readSnapshots(flags.snapshot);
    const report = await lookOnce(asked, spanOf(systemClock.wallNow(), flags.since), processes);
    await draw(flags.svg, report);
    return { ...report, missing: [...report.missing, ...missing] };
  };
  const refresh = async (report: WatchReport): Promise<WatchReport> => {
    const { processes } = await readSnapshots(flags.snapshot);
    return { ...report, processes };
  };
  const json = flags.json === true;
  if (!flags.follow) {
    const { isTTY, columns } = process.stdout;
    return showOnce({ isTTY, columns, write: print }, json)(await look());
  }
  const refreshes = flags.snapshot.length > 0 && process.stdout.isTTY && !json;
  await follow({
    look,
    refresh,
    show: showAgain(process.stdout, json),
    everyMs: flags.every * 1000,
    refreshMs: refreshes ? REFRESH_MS : undefined,
    over: untilAsked(),
  });
}
