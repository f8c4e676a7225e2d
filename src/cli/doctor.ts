import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { field, nameOfThrown } from "../field.js";
import { examine } from "../operate/doctor.js";
import { openFilesIn } from "../operate/doctor-machine.js";
import { invoker } from "./doctor-invoke.js";
import { asJson, lines, table } from "./doctor-output.js";
import { FAILED, UsageError } from "./exit.js";
import { modelsOption, regionsOption } from "./flags.js";
import { print } from "./print.js";
import { widthOf } from "./text.js";

interface Flags {
  readonly model?: readonly string[];
  readonly regions?: readonly string[];
  readonly client?: string;
  readonly invoke: boolean;
  readonly json?: true;
}

const HELP = `
Examples:
  $ spillway doctor
  $ spillway doctor --model us.anthropic.claude-sonnet-4-20250514-v1:0 --regions us-east-1,us-west-2
  $ spillway doctor --client ./bedrock.mjs
  $ spillway doctor --no-invoke --json

It changes nothing. With --model it sends each model two requests that can't be
served, which costs nothing and shows whether they are allowed; CloudWatch
counts them as client errors. --no-invoke leaves them out.

Exit codes:
  0  nothing failed; there may be warnings, and things that are not known
  1  something failed
  2  the command line can't be understood`;

/** Adds the command `doctor`: what calls to Bedrock depend on, examined. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("Examines what calls to Bedrock depend on, and says what to do.")
    .addOption(modelsOption("models or profiles, with commas between"))
    .addOption(regionsOption())
    .option("--client <file>", "a module that exports your client (default export, or client); it is run")
    .option("--no-invoke", "send nothing to models")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(doctor);
}

async function exported(file: string): Promise<{ readonly exported: unknown }> {
  try {
    const module: unknown = await import(pathToFileURL(resolve(file)).href);
    const main = field(module, "default");
    // CommonJS arrives as the default of an ES module.
    const found = [main, field(module, "client"), field(main, "client"), field(main, "default")];
    return { exported: found.find((one) => field(one, "middlewareStack") !== undefined) };
  } catch (error) {
    const code = field(error, "code");
    const name = typeof code === "string" ? code : nameOfThrown(error);
    throw new UsageError(
      `option '--client' is '${file}', which can't be loaded (${name}). Must be a module.`,
    );
  }
}

/** Only Linux tells a process its limits in a file. */
function openFiles(): number | undefined {
  try {
    return openFilesIn(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return undefined;
  }
}

async function doctor({ model = [], regions = [], client, invoke, json }: Flags): Promise<void> {
  const own = client === undefined ? undefined : await exported(client);
  const caller = invoker();
  const findings = await examine({
    models: model,
    regions,
    client: own,
    machine: { nodeVersion: process.versions.node, openFiles: openFiles() },
    invoke: invoke ? caller.invoke : undefined,
  }).finally(caller.close);
  const { stdout } = process;
  const text = json ? asJson(findings) : stdout.isTTY ? table(findings, widthOf(stdout)) : lines(findings);
  print(`${text}\n`);
  if (findings.some(({ state }) => state === "failed")) process.exitCode = FAILED;
}
