import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { isPolicy, POLICIES, type PolicyName, policiesOf } from "./policies.js";

/** What the command line asks for. */
export interface Flags {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly only: readonly string[];
  readonly policies: readonly PolicyName[];
  readonly jobs: number;
  readonly json: boolean;
  readonly write: boolean;
  readonly fresh: boolean;
}

interface Raw extends Omit<Flags, "policies" | "only"> {
  readonly only: readonly string[];
  readonly peers: boolean;
  readonly policies?: readonly PolicyName[];
}

const MORE = `
Policies: ${Object.keys(POLICIES).join(", ")}.

Exit codes:
  0    every band of spillway's rows is met; the open ones (fleets) don't count
  1    one is missed
  2    the command line can't be understood
  130  ended by Ctrl+C

Examples:
  npm run bench
  npm run bench -- --only slots,step --seeds 5
  npm run bench -- --only fleet-10 --policies spillway,adaptive
  npm run bench -- --peers --seeds 3 --write`;

function countOf(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Must be an integer from 1.");
  }
  return value;
}

const listOf = (text: string): string[] => text.split(",").map((part) => part.trim());

function policyNames(text: string): PolicyName[] {
  return listOf(text).map((name) => {
    if (!isPolicy(name))
      throw new InvalidArgumentError(`No policy ${name}; there are ${Object.keys(POLICIES).join(", ")}.`);
    return name;
  });
}

const withOracle = (names: readonly PolicyName[]): PolicyName[] => [
  ...new Set<PolicyName>(["oracle", ...names]),
];

function flagsOf({ peers, policies, ...rest }: Raw): Flags {
  const usual = peers ? policiesOf("ours", "peer") : policiesOf("ours");
  return { ...rest, policies: withOracle(policies ?? usual) };
}

/**
 * Reads the command line.
 *
 * @returns the flags, or the exit code where there is nothing left to do
 */
export function readFlags(argv: readonly string[]): Flags | number {
  const command = new Command("npm run bench --")
    .description(
      "The real SDK client against a pretend Bedrock in virtual time: spillway, its peers, and an oracle that knows what the service can take. Prints a table and checks spillway's rows against their bands.",
    )
    .option("--seeds <n>", "so many seeds; figures are medians", countOf, 1)
    .option("--first-seed <n>", "the first of them", countOf, 1)
    .option("--only <names>", "scenarios whose name contains one of these, with commas between", listOf, [])
    .option("--peers", "all peers, too", false)
    .option("--policies <names>", "only these, with commas between", policyNames)
    .option("--jobs <n>", "so many processes", countOf, availableParallelism())
    .option("--fresh", "run again what is in benchmarks/results: the oracle's rows and those of peers", false)
    .option("--json", "print one JSON result and nothing else", false)
    .option(
      "--write",
      "keep the rows in benchmarks/results, and draw pictures and tables of all that is kept",
      false,
    )
    .addHelpText("after", MORE)
    .showHelpAfterError("(--help shows what is possible)")
    .exitOverride();
  try {
    return flagsOf(command.parse(argv, { from: "user" }).opts<Raw>());
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
