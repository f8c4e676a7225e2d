import type { Command } from "commander";
import { quotasClient, readQuotas } from "../operate/read.js";
import { unread } from "../operate/unread.js";
import { exitCodes, FAILED } from "./exit.js";
import { modelsOption, regionsOption } from "./flags.js";
import { print } from "./print.js";
import { type RegionView, viewOf } from "./quotas-figures.js";
import { nameOption, namesOf } from "./quotas-flags.js";
import { addRaise } from "./quotas-raise.js";
import { forPeople, forPipes, forPrograms } from "./quotas-text.js";
import { regionsFor } from "./regions.js";

interface Flags {
  readonly model?: string[];
  readonly regions?: string[];
  readonly name?: string;
  readonly json?: true;
}

const HELP = `
Examples:
  $ spillway quotas
  $ spillway quotas --model us.anthropic.claude-sonnet-4-5-20250929-v1:0
  $ spillway quotas --model amazon.nova-lite-v1:0 --regions us-east-1,us-west-2
  $ spillway quotas --json > quotas.json
  $ spillway quotas raise --help

It takes the package @aws-sdk/client-service-quotas, credentials, and the
permissions servicequotas:ListServiceQuotas and
servicequotas:ListAWSDefaultServiceQuotas. Piped, it prints a line for each quota
with tabs between.
${exitCodes("something could not be read (no region, no credentials, no network,\n     no permission), or a model is not known")}`;

/** Adds the command `quotas`: what Bedrock allows this account. */
export function addQuotas(program: Command): void {
  const quotas = program
    .command("quotas")
    .description(
      "What Bedrock allows this account, by model, profile and region; and the settings that follow.",
    )
    .addOption(modelsOption("models or profiles, with commas between (default: all)"))
    .addOption(regionsOption())
    .addOption(nameOption())
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(show);
  addRaise(quotas);
}

async function show(flags: Flags): Promise<void> {
  const { model = [], name, json } = flags;
  const names = namesOf(name, model);
  const regions = await regionsFor(flags.regions, await quotasClient(undefined));
  const read = await Promise.allSettled(regions.map((region) => readQuotas({ region })));
  const told = read.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = read.flatMap((each, at) =>
    each.status === "rejected" ? [unread(`The quotas of ${regions[at]}`, each.reason)] : [],
  );
  if (told.length === 0) throw new Error(failed[0]);
  const views = told.map((each) => viewOf(each, model, names));
  print(printed(views, json === true));
  for (const reason of [...failed, ...unresolved(views)]) complain(reason);
}

function printed(views: readonly RegionView[], json: boolean): string {
  const { isTTY, columns } = process.stdout;
  if (json) return forPrograms(views);
  return isTTY ? forPeople(views, columns) : forPipes(views);
}

function complain(text: string): void {
  process.stderr.write(`error: ${text}\n`);
  process.exitCode = FAILED;
}

const unresolved = (views: readonly RegionView[]): readonly string[] =>
  views.flatMap(({ region, models }) =>
    models.flatMap((each) => (each.known ? [] : [`${region}: ${each.modelId}: ${each.reason}`])),
  );
