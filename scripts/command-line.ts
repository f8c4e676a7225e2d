import { Command, CommanderError, InvalidArgumentError } from "commander";

const NOT_UNDERSTOOD = 2;

/** A command of this project's own, without its options; `more` stands below them in the help. */
export const commandLine = (name: string, description: string, more: string): Command =>
  new Command(name)
    .description(description)
    .addHelpText("after", more)
    .showHelpAfterError("(--help shows what is possible)")
    .exitOverride();

/** Reads a whole number from 1. */
export function countFlag(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Must be an integer from 1.");
  }
  return value;
}

/** The exit code where nothing is left to do: the help was shown, or the flags are not understood. @throws what is neither */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) throw error;
  return error.exitCode === 0 ? 0 : NOT_UNDERSTOOD;
}

/** Runs a command to its exit code. */
export async function answer(main: (argv: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}
