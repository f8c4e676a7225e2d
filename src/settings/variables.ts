import { expected } from "./expected.js";
import { type Findings, refuse } from "./findings.js";
import { suggestion } from "./nearest.js";
import { parseText } from "./parse.js";
import { showName } from "./show.js";
import { FILE_ROW, OPTIONS, variableOf } from "./table.js";
import type { Found, Values } from "./values.js";

const KNOWN = [...OPTIONS.flatMap((row) => variableOf(row) ?? []), FILE_ROW.variable];

/** Flags of the command line may be given as variables, too. */
export const OF_THE_COMMAND = /^SPILLWAY_RUN_/;

/** The settings among the variables. Values of unknown ones stay unread: they may be anybody's secrets. */
export function readVariables(
  variables: ReadonlyMap<string, string | undefined>,
  findings: Findings,
): Values {
  for (const [name, text] of variables) {
    if (text === undefined || KNOWN.includes(name) || OF_THE_COMMAND.test(name)) continue;
    findings.warnings.push(`unknown variable ${showName(name)}: ${suggestion(name, KNOWN)}`);
  }
  const values = new Map<string, Found>();
  for (const row of OPTIONS) {
    const source = variableOf(row) ?? "";
    const text = variables.get(source);
    if (text === undefined) continue;
    const parsed = typeof text === "string" ? parseText(row, text) : undefined;
    if (parsed) values.set(row.option, { value: parsed.value, name: row.option, source });
    else refuse(findings, { name: row.option, source, value: text, expected: expected(row, true) });
  }
  return values;
}
