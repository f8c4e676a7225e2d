import { type Command, Option } from "commander";
import { UsageError } from "./exit.js";
import { numberFlag, regionsFlag } from "./flags.js";

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

const RUN_EXIT_CODES = `
Exit codes:
  0    every record has an answer
  1    could not be done, for example because the disk is full
  2    the command line can't be understood
  3    came to its end, but records have failed or were rejected
  130  stopped by Ctrl+C (143: by SIGTERM); the same command goes on`;

export const RUN_HELP = `
Records (one JSON object a line; the first shape that fits):
  {"recordId":"a1","modelInput":{...}}        of a batch job of Bedrock's own
  {"recordId":"a1","messages":[...], ...}     a Converse request
  {"id":"a1","prompt":"...","maxTokens":200}  a text; in CSV, columns

Beside the results stand a .journal, by which the next run goes on, a .lock
while one runs, and .rejected.jsonl: which lines can't be sent, and why.

Examples:
  $ spillway run examples/prompts.jsonl --simulate
  $ spillway run prompts.jsonl --model us.amazon.nova-lite-v1:0 --out results.jsonl
  $ spillway run prompts.jsonl --model us.amazon.nova-lite-v1:0 --rpm 200 --estimate
  $ spillway run reviews.csv --prompt-field review --system "One word: good or bad?" --simulate
  $ spillway run prompts.jsonl --simulate --out - --json > results.jsonl
${RUN_EXIT_CODES}`;

const whole = { min: 1, integer: true } as const;
const aboveZero = { min: 0, above: true } as const;

const option = (flags: string, text: string, variable: string, parse?: (text: string) => unknown): Option => {
  const made = new Option(flags, text).env(`SPILLWAY_${variable}`);
  return parse === undefined ? made : made.argParser(parse);
};

/** The flags that say what is sent, and how. */
export function addFlags(command: Command): Command {
  return command
    .option("--out <file>", "where results go; -: standard output (default: beside you, by the input's name)")
    .addOption(option("--model <id>", "for records that name none", "RUN_MODEL"))
    .addOption(new Option("--format <name>", "of the input (default: by its name)").choices(["jsonl", "csv"]))
    .option("--prompt-field <name>", "member or column that holds the prompt (default: prompt)")
    .option("--system <text>", "instructions before each plain prompt")
    .addOption(
      option(
        "--max-tokens <n>",
        "of an answer, where a record says none",
        "RUN_MAX_TOKENS",
        numberFlag(whole),
      ),
    )
    .addOption(
      new Option("--api <name>", "what modelInput is for")
        .choices(["InvokeModel", "Converse"])
        .default("InvokeModel"),
    )
    .addOption(option("--regions <names>", "where calls may go, home first", "REGIONS", regionsFlag))
    .addOption(
      option(
        "--rpm <n>",
        "your quota of requests per minute, if you know it",
        "QUOTA_RPM",
        numberFlag(aboveZero),
      ),
    )
    .addOption(
      option(
        "--tpm <n>",
        "your quota of tokens per minute, if you know it",
        "QUOTA_TPM",
        numberFlag(aboveZero),
      ),
    )
    .addOption(
      option("--priority <name>", "beside other calls of this process", "RUN_PRIORITY")
        .choices(["batch", "interactive"])
        .default("batch"),
    )
    .addOption(
      option(
        "--concurrency <n>",
        "records in hand at most",
        "RUN_CONCURRENCY",
        numberFlag({ ...whole, max: 9000 }),
      ).default(5000, "5000"),
    )
    .addOption(
      option(
        "--timeout <s>",
        "seconds for one attempt",
        "RUN_TIMEOUT",
        numberFlag({ min: 1, max: 86_400 }),
      ).default(900, "900"),
    );
}

/** The flags that say what becomes of an output that is there, and what is shown. */
export function addMoreFlags(command: Command): Command {
  return command
    .option("--resume", "go on with results that are there (default)", true)
    .option("--no-resume", "refuse to go on with them")
    .option("--overwrite", "begin them anew")
    .option("--retry-errors", "try records again that failed in an earlier run")
    .option("--strict", "end at the first line that can't be sent")
    .option("--simulate", "send to a pretend Bedrock in this process: no account, no cost")
    .addOption(
      new Option("--slots <n>", "requests at once that it takes (default: 8)").argParser(
        numberFlag({ min: 1, infinity: true }),
      ),
    )
    .addOption(
      new Option("--service-ms <ms>", "mean time of its answers (default: 400)").argParser(
        numberFlag({ min: 0 }),
      ),
    )
    .addOption(
      new Option("--seed <n>", "same seed, same chance").argParser(numberFlag({ min: 0, integer: true })),
    )
    .option("--estimate", "send nothing: say how many tokens it is, and how long it will take")
    .option("--json", "print JSON lines")
    .addHelpText("after", RUN_HELP);
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

/** Where results go that nobody named: beside the reader, never among what was answered for real. */
export function outOf(input: string, { out, simulate }: RunFlags): string {
  if (out !== undefined) return out;
  if (input === "-") return "-";
  const name = input.replace(/^.*[/\\]/, "").replace(/\.(jsonl|ndjson|json|csv|txt)$/i, "");
  return `${name}.${simulate ? "simulated" : "results"}.jsonl`;
}
