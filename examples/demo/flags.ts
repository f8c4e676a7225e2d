import { Command, CommanderError, InvalidArgumentError } from "commander";

/** What the command line asks for. */
export interface Flags {
  readonly seed: number;
  readonly json: boolean;
  readonly quick: boolean;
}

const EXIT_CODES = `
Exit codes:
  0    spillway() got every answer
  1    it did not
  2    the command line can't be understood
  130  ended by Ctrl+C`;

function seedOf(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError("Must be an integer from 0.");
  }
  return value;
}

/**
 * Reads the command line.
 *
 * @returns the flags, or the exit code where there is nothing left to do
 */
export function readFlags(argv: readonly string[]): Flags | number {
  const command = new Command("npm run demo --")
    .description(
      [
        "The same prompts through three clients of a pretend Bedrock on this machine: the bare AWS SDK, the bare AWS SDK with maxAttempts 10, and the AWS SDK with spillway(). No account, no cost.",
        "It runs in real time: the figures of the bare clients vary with how busy the machine is, also with the same seed.",
      ].join("\n\n"),
    )
    .option("--seed <n>", "same seed, same service", seedOf, 1)
    .option("--json", "print one JSON result and nothing else", false)
    .option(
      "--quick",
      "a shorter version: half the calls, a service twice as fast, no second bare client",
      false,
    )
    .addHelpText("after", EXIT_CODES)
    .showHelpAfterError("(--help shows what is possible)")
    .exitOverride();
  try {
    return command.parse(argv, { from: "user" }).opts<{ seed: number; json: boolean; quick: boolean }>();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
