import type { Command } from "commander";
import { DEFAULT_CONCURRENCY, MOST_CONCURRENCY } from "../batch/options.js";
import { DEFAULT_PROMPT_FIELD } from "../batch/record.js";
import { UsageError } from "./exit.js";
import { numberFlag, option, regionsOption } from "./flags.js";

/** What the command line of `run` asks for. */
export interface RunFlags {
  readonly out?: string;
  readonly model?: string;
  readonly format?: "jsonl" | "csv";
  readonly promptField?: string;
  readonly system?: string;
  readonly maxTokens?: number;
  readonly api: "InvokeModel" | "Converse";
  readonly regions?: string[];
  readonly rpm?: number;
  readonly tpm?: number;
  readonly priority: "batch" | "interactive";
  readonly concurrency: number;
  readonly timeout: number;
  readonly resume: boolean;
  readonly overwrite?: true;
  readonly retryErrors?: true;
  readonly strict?: true;
  readonly simulate?: true;
  readonly slots?: number;
  readonly serviceMs?: number;
  readonly seed?: number;
  readonly estimate?: true;
  readonly json?: true;
}

/** The pretend Bedrock of `--simulate`: smaller and quicker than that of `simulate`, so that a first try takes seconds. */
export const PRETEND = { slots: 8, serviceMs: 400, seed: 1 } as const;

const count = numberFlag({ min: 1, integer: true });
const perMinute = numberFlag({ min: 0, above: true });

/** The flags that say how records are read. */
export function addRecordFlags(command: Command): Command {
  const field = `member or column that holds the prompt (default: ${DEFAULT_PROMPT_FIELD})`;
  return command
    .addOption(option("--model <id>", "for records that name none", { env: "SPILLWAY_RUN_MODEL" }))
    .addOption(
      option("--format <name>", "of the input (default: by its name)", { choices: ["jsonl", "csv"] }),
    )
    .option("--prompt-field <name>", field)
    .option("--system <text>", "instructions before each plain prompt")
    .addOption(
      option("--max-tokens <n>", "of an answer, where a record says none", {
        env: "SPILLWAY_RUN_MAX_TOKENS",
        parse: count,
      }),
    )
    .addOption(
      option("--api <name>", "what modelInput is for", {
        choices: ["InvokeModel", "Converse"],
        preset: "InvokeModel",
      }),
    );
}

/** The flags that say how calls are made. */
export function addSendingFlags(command: Command): Command {
  return command
    .addOption(regionsOption("where calls may go, home first"))
    .addOption(
      option("--rpm <n>", "quota of requests per minute (default: SPILLWAY_QUOTA_RPM, else found out)", {
        parse: perMinute,
      }),
    )
    .addOption(
      option("--tpm <n>", "quota of tokens per minute (default: SPILLWAY_QUOTA_TPM, else found out)", {
        parse: perMinute,
      }),
    )
    .addOption(
      option("--priority <name>", "beside other calls of this process", {
        env: "SPILLWAY_RUN_PRIORITY",
        choices: ["batch", "interactive"],
        preset: "batch",
      }),
    )
    .addOption(
      option("--concurrency <n>", "records in hand at most", {
        env: "SPILLWAY_RUN_CONCURRENCY",
        parse: numberFlag({ min: 1, max: MOST_CONCURRENCY, integer: true }),
        preset: DEFAULT_CONCURRENCY,
      }),
    )
    .addOption(
      option("--timeout <s>", "seconds for one attempt", {
        env: "SPILLWAY_RUN_TIMEOUT",
        parse: numberFlag({ min: 1, max: 86_400 }),
        preset: 900,
      }),
    );
}

/** The flags of a run that reaches no AWS. */
export function addPretendFlags(command: Command): Command {
  const slots = `requests at once that it takes (default: ${PRETEND.slots})`;
  const serviceMs = `mean time of its answers (default: ${PRETEND.serviceMs})`;
  return command
    .option("--simulate", "send to a pretend Bedrock in this process: no account, no cost")
    .addOption(option("--slots <n>", slots, { parse: numberFlag({ min: 1, infinity: true }) }))
    .addOption(option("--service-ms <ms>", serviceMs, { parse: numberFlag({ min: 0 }) }))
    .addOption(
      option("--seed <n>", "same seed, same chance", { parse: numberFlag({ min: 0, integer: true }) }),
    )
    .option("--estimate", "send nothing: say how many tokens it is, and how long it will take");
}

/** The flags that say where results go, what becomes of those that are there, and what is shown. */
export function addOutputFlags(command: Command): Command {
  return command
    .option(
      "--out <file>",
      "where results go; -: standard output (default: in the current folder, by the input's name)",
    )
    .option("--resume", "go on with results that are there", true)
    .option("--no-resume", "refuse to go on with them")
    .option("--overwrite", "begin them anew")
    .option("--retry-errors", "try records again that failed in an earlier run")
    .option("--strict", "end at the first line that can't be sent")
    .option("--json", "print JSON lines");
}

/** Flags that make no sense together. */
export function checkFlags(input: string, flags: RunFlags): void {
  const { simulate, slots, serviceMs, seed, overwrite, retryErrors, out, format } = flags;
  if (!simulate && (slots ?? serviceMs ?? seed) !== undefined) {
    throw new UsageError("--slots, --service-ms and --seed are about the pretend Bedrock: add --simulate.");
  }
  if (overwrite && retryErrors)
    throw new UsageError("--overwrite leaves no errors for --retry-errors to try again.");
  if (out === "-" && (overwrite || retryErrors)) {
    throw new UsageError("what has gone to standard output can't be gone on with: name a file by --out.");
  }
  if (input === "-" && format === "csv")
    throw new UsageError("CSV is read from a file, not from standard input.");
}
