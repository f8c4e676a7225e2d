import { once } from "node:events";
import { type Command, Option } from "commander";
import { createSimulator, type Simulator, wordings } from "../simulator/index.js";
import { EXIT_CODES, UsageError } from "./exit.js";
import { numberFlag, numbersFlag, regionsFlag } from "./flags.js";
import { output } from "./simulate-output.js";
import { untilAsked } from "./until-asked.js";

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly allowRemote?: true;
  readonly regions: string[];
  readonly slots: number;
  readonly rpm?: number;
  readonly tpm?: number;
  readonly serviceMs: number;
  readonly sigma: number;
  readonly rejectMs: number[];
  readonly full: keyof typeof wordings;
  readonly seed: number;
  readonly json?: true;
}

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];
const COUNTS_EVERY_MS = 1000;

const HELP = `
Examples:
  $ spillway simulate
  $ spillway simulate --port 8123 --slots 20 --rpm 600 --tpm 300000
  $ spillway simulate --regions us-east-1,us-west-2 --full unableToProcess
  $ spillway simulate --json > counts.jsonl
${EXIT_CODES}`;

const option = (flags: string, text: string, parse: (text: string) => unknown, preset?: unknown): Option => {
  const made = new Option(flags, text).argParser(parse);
  return preset === undefined ? made : made.default(preset, String(preset));
};

/** Adds the command `simulate`: a pretend Bedrock on this machine. */
export function addSimulate(program: Command): void {
  program
    .command("simulate")
    .description("A pretend Bedrock on this machine: one port per region, HTTP/2 and HTTP/1.1.")
    .addOption(
      option(
        "--port <n>",
        "first port; 0: any free ones",
        numberFlag({ min: 0, max: 65_535, integer: true }),
        8123,
      ),
    )
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--allow-remote", "let --host be reachable from other machines")
    .addOption(option("--regions <names>", "regions, with commas between", regionsFlag, ["us-east-1"]))
    .addOption(
      option("--slots <n>", "requests at once per model", numberFlag({ min: 0, infinity: true }), 20),
    )
    .addOption(
      option(
        "--rpm <n>",
        "requests per minute per model (default: unlimited)",
        numberFlag({ min: 0, above: true }),
      ),
    )
    .addOption(
      option(
        "--tpm <n>",
        "tokens per minute per model (default: unlimited)",
        numberFlag({ min: 0, above: true }),
      ),
    )
    .addOption(option("--service-ms <ms>", "mean time of an answer", numberFlag({ min: 0 }), 1500))
    .addOption(option("--sigma <n>", "spread of that time (log-normal)", numberFlag({ min: 0, max: 5 }), 0.4))
    .addOption(
      option("--reject-ms <ms>", "time of a refusal; several: at random", numbersFlag({ min: 0 }), [20]),
    )
    .addOption(
      new Option("--full <wording>", "refusal when all slots are taken")
        .choices(Object.keys(wordings))
        .default("tooManyRequests"),
    )
    .addOption(option("--seed <n>", "same seed, same chance", numberFlag({ min: 0, integer: true }), 1))
    .option("--json", "print JSON lines")
    .addHelpText("after", HELP)
    .action(simulate);
}

function simulatorOf(flags: Flags): Simulator {
  return createSimulator({
    seed: flags.seed,
    regions: flags.regions,
    keep: 0,
    defaults: {
      slots: flags.slots,
      service: { meanMs: flags.serviceMs, sigma: flags.sigma },
      rejectMs: flags.rejectMs,
      full: flags.full,
      ...(flags.rpm !== undefined && { requests: { perMinute: flags.rpm } }),
      ...(flags.tpm !== undefined && { tokens: { perMinute: flags.tpm } }),
    },
  });
}

function checkPlace({ host, allowRemote, port, regions }: Flags): void {
  if (!allowRemote && !LOOPBACK.includes(host)) {
    throw new UsageError(
      `option '--host' is '${host}'. Must be one of ${LOOPBACK.join(", ")}, or add --allow-remote.`,
    );
  }
  const last = 65_536 - regions.length;
  if (port > last)
    throw new UsageError(
      `option '--port' is ${port}. Must be at most ${last} for ${regions.length} regions.`,
    );
}

async function simulate(flags: Flags): Promise<void> {
  checkPlace(flags);
  // First of all: whoever reads where we listen may end us at once.
  const over = untilAsked();
  const simulator = simulatorOf(flags);
  const listening = await simulator.listen({ port: flags.port, host: flags.host });
  const out = output(process.stdout, flags.json === true);
  const timer = setInterval(() => out.counts(simulator.report()), COUNTS_EVERY_MS);
  try {
    out.listening(listening.urls);
    if (!over.aborted) await once(over, "abort");
    out.end(simulator.report());
  } finally {
    clearInterval(timer);
    await listening.close();
  }
}
