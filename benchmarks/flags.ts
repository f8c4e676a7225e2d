import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { commandLine, countFlag, exitCodeOf } from "../scripts/command-line.js";
import { FAMILIES, type FamilyName, isFamily } from "./families.js";
import { namesOf } from "./family.js";

/** What the command line asks for. */
export interface Flags {
  readonly family: FamilyName;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly only: readonly string[];
  /** Of the family, with its oracles. */
  readonly policies: readonly string[];
  readonly jobs: number;
  readonly json: boolean;
  readonly write: boolean;
  readonly fresh: boolean;
}

interface Raw extends Omit<Flags, "policies" | "only"> {
  readonly only: readonly string[];
  readonly peers: boolean;
  readonly policies?: readonly string[];
}

const policyLines = Object.entries(FAMILIES).map(
  ([name, { policies }]) => `  ${name.padEnd(9)}${Object.keys(policies).join(", ")}`,
);

const MORE = `
Policies:
${policyLines.join("\n")}

Exit codes:
  0    every band of spillway's rows is met; the open ones (fleets) don't count
  1    one is missed
  2    the command line can't be understood
  130  ended by Ctrl+C

Examples:
  npm run bench
  npm run bench -- --only slots,step --seeds 5
  npm run bench -- --only fleet-10 --policies spillway,adaptive
  npm run bench -- --peers --seeds 3 --write
  npm run bench -- --family regions --peers`;

const listOf = (text: string): string[] => text.split(",").map((part) => part.trim());

function familyOf(text: string): FamilyName {
  if (isFamily(text)) return text;
  throw new InvalidArgumentError(`There are ${Object.keys(FAMILIES).join(", ")}.`);
}

/** @param refuse says what can't be understood, and ends it */
function flagsOf({ peers, policies, ...rest }: Raw, refuse: (words: string) => never): Flags {
  const known = FAMILIES[rest.family].policies;
  const strange = policies?.find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined)
    refuse(`error: no policy ${strange}; there are ${Object.keys(known).join(", ")}.`);
  const usual = peers ? namesOf(known, "ours", "peer") : namesOf(known, "ours");
  return { ...rest, policies: [...new Set([...namesOf(known, "oracle"), ...(policies ?? usual)])] };
}

/**
 * Reads the command line.
 *
 * @returns the flags, or the exit code where there is nothing left to do
 */
export function readFlags(argv: readonly string[]): Flags | number {
  const command = commandLine(
    "npm run bench --",
    "The real SDK client against a pretend Bedrock in virtual time: spillway, its peers, and an oracle that knows what the service can take. Prints a table and checks spillway's rows against their bands.",
    MORE,
  )
    .option(
      "--family <name>",
      "lanes: what is made of one region's capacity and quotas; regions: what becomes of calls when a region fails",
      familyOf,
      "lanes",
    )
    .option("--seeds <n>", "so many seeds; figures are medians", countFlag, 1)
    .option("--first-seed <n>", "the first of them", countFlag, 1)
    .option("--only <names>", "scenarios whose name contains one of these, with commas between", listOf, [])
    .option("--peers", "all peers, too", false)
    .option("--policies <names>", "only these, with commas between", listOf)
    .option("--jobs <n>", "so many processes", countFlag, availableParallelism())
    .option("--fresh", "run again what is in benchmarks/results: the oracle's rows and those of peers", false)
    .option("--json", "print one JSON result and nothing else", false)
    .option(
      "--write",
      "keep the rows in benchmarks/results, and draw pictures and tables of all that is kept",
      false,
    );
  try {
    return flagsOf(command.parse(argv, { from: "user" }).opts<Raw>(), (words) => command.error(words));
  } catch (error) {
    return exitCodeOf(error);
  }
}
