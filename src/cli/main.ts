import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { said } from "../operate/said.js";
import { addDoctor } from "./doctor.js";
import { FAILED, OK, USAGE, UsageError } from "./exit.js";
import { findPeersHere } from "./peers.js";
import { guardOutput } from "./print.js";
import { addQuotas } from "./quotas.js";
import { addRun } from "./run.js";
import { hushNotice } from "./run-sdk.js";
import { addSimulate } from "./simulate.js";
import { tellUnknown } from "./variables.js";
import { addWatch } from "./watch.js";

const TAIL = `
Each command's own --help has examples. Exit codes:
  0  done
  1  could not be done
  2  the command line can't be understood
For run and doctor there is more: see their own --help.`;

function build(): Command {
  const program = new Command("spillway")
    .description("Tools around Amazon Bedrock calls.")
    .version(manifest.version)
    .showHelpAfterError("(--help shows what is possible)")
    .addHelpText("after", TAIL)
    // Before the commands, which inherit both: `quotas raise` has options that `quotas` has, too.
    .enablePositionalOptions()
    .hook("preAction", tellUnknown)
    .exitOverride();
  addRun(program);
  addSimulate(program);
  addQuotas(program);
  addWatch(program);
  addDoctor(program);
  return program;
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
  const isUsage = error instanceof UsageError;
  process.stderr.write(`error: ${isUsage ? error.message : said(error)}\n`);
  return isUsage ? USAGE : FAILED;
}

guardOutput();
// The doctor says it in a finding of its own; before anything else it would only be in the way.
hushNotice();
findPeersHere();
try {
  await build().parseAsync();
} catch (error) {
  process.exitCode = codeOf(error);
}
