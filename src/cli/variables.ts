import type { Command } from "commander";
import { ownVariables } from "../settings/environment.js";
import { suggestion } from "../settings/nearest.js";
import { showName } from "../settings/show.js";
import { OF_THE_COMMAND } from "../settings/variables.js";

const ELSEWHERE = "--help names those that there are.";

/** Tells of variables that look like flags of this command and are none: the library leaves them to us. */
export function tellUnknown(_program: Command, { options }: Command): void {
  const known = options.flatMap(({ envVar = "" }) => (OF_THE_COMMAND.test(envVar) ? [envVar] : []));
  const unknown = [...ownVariables().keys()].filter(
    (name) => OF_THE_COMMAND.test(name) && !known.includes(name),
  );
  if (known.length === 0) return;
  for (const name of unknown)
    process.stderr.write(
      `warning: unknown variable ${showName(name)}: ${suggestion(name, known, ELSEWHERE)}\n`,
    );
}
