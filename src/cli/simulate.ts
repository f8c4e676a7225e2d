import { once } from "node:events";
import type { Command } from "commander";
import { field } from "../field.js";
import { createSimulator, type Simulator, wordings } from "../simulator/index.js";
import { MODEL_DEFAULTS } from "../simulator/settings.js";
import { exitCodes, UsageError } from "./exit.js";
import { numberFlag, numbersFlag, option, regionsFlag } from "./flags.js";
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
${exitCodes("could not be done, for example because a port is taken", "done; also after SIGINT or SIGTERM")}`;

const { slots, service, rejectMs, full } = MODEL_DEFAULTS;
const whole = { min: 0, integer: true } as const;
const perMinute = numberFlag({ min: 0, above: true });

/** The flags that say what it is like. */
function addServiceFlags(command: Command): Command {
  return command
    .addOption(
      option("--slots <n>", "requests at once per model", {
        parse: numberFlag({ min: 0, infinity: true }),
        preset: slots,
      }),
    )
    .addOption(
      option("--rpm <n>", "requests per minute per model (default: unlimited)", { parse: perMinute }),
    )
    .addOption(option("--tpm <n>", "tokens per minute per model (default: unlimited)", { parse: perMinute }))
    .addOption(
      option("--service-ms <ms>", "mean time of an answer", {
        parse: numberFlag({ min: 0 }),
        preset: service.meanMs,
      }),
    )
    .addOption(
      option("--sigma <n>", "spread of that time (log-normal)", {
        parse: numberFlag({ min: 0, max: 5 }),
        preset: service.sigma,
      }),
    )
    .addOption(
      option("--reject-ms <ms>", "time of a rejection; several: at random", {
        parse: numbersFlag({ min: 0 }),
        preset: [rejectMs].flat(),
      }),
    )
    .addOption(
      option("--full <wording>", "rejection when all slots are taken", {
        choices: Object.keys(wordings),
        preset: full,
      }),
    )
    .addOption(option("--seed <n>", "same seed, same chance", { parse: numberFlag(whole), preset: 1 }));
}

/** Adds the command `simulate`: a pretend Bedrock on this machine. */
export function addSimulate(program: Command): void {
  const command = program
    .command("simulate")
    .description("A pretend Bedrock on this machine: one port per region, HTTP/2 and HTTP/1.1.")
    .addOption(
      option("--port <n>", "first port; 0: any free ones", {
        parse: numberFlag({ ...whole, max: 65_535 }),
        preset: 8123,
      }),
    )
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--allow-remote", "let --host be reachable from other machines")
    .addOption(
      option("--regions <names>", "regions, with commas between", {
        parse: regionsFlag,
        preset: ["us-east-1"],
      }),
    );
  addServiceFlags(command).option("--json", "print JSON lines").addHelpText("after", HELP).action(simulate);
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

/** What could not be listened at, and what to do. */
function ofPort(error: unknown, { port }: Flags): unknown {
  if (field(error, "code") !== "EADDRINUSE") return error;
  const taken = Number(field(error, "port") ?? port);
  return new Error(`port ${taken} is taken: give another --port, or 0 for any free one.`, { cause: error });
}

async function simulate(flags: Flags): Promise<void> {
  checkPlace(flags);
  // First of all: whoever reads where we listen may end us at once.
  const over = untilAsked();
  const simulator = simulatorOf(flags);
  const listening = await simulator.listen({ port: flags.port, host: flags.host }).catch((error: unknown) => {
    throw ofPort(error, flags);
  });
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
