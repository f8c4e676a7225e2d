import { build } from "./build.js";
import { crossCheck, fitDefaults } from "./cross.js";
import { type Environment, ownVariables } from "./environment.js";
import { type ReadFile, readConfigFile } from "./file.js";
import { type Findings, noFindings, throwProblems } from "./findings.js";
import { type ModelValues, mergeModels } from "./models.js";
import { readOptions } from "./read.js";
import { checkResidency } from "./residency-check.js";
import type { Settings } from "./settings.js";
import { FILE_ROW, OPTIONS } from "./table.js";
import { layer, type Values } from "./values.js";
import { readVariables } from "./variables.js";

export interface Sources {
  /** Instead of the process's own. */
  readonly environment?: Environment | undefined;
  /** Instead of the disk: gives the text of the file that SPILLWAY_CONFIG names. */
  readonly readFile?: ReadFile | undefined;
}

export interface Resolved {
  readonly settings: Settings;
  /** What was given, defaults left out: what a later change is laid over. */
  readonly given: Values;
  readonly models: ModelValues;
  /** Names that nobody knows, each with a known one that is like it, if any. Nothing but names is in them. */
  readonly warnings: readonly string[];
}

const NOTHING: Values = new Map();

/**
 * Puts the settings together: options beat variables, which beat the file, which beats the defaults.
 *
 * Throws one `INVALID_SETTING` that names everything that can't be used, overridden values too: what is wrong
 * and does not show today will show on the day when the option that hides it goes.
 */
export function resolveSettings(options?: unknown, sources: Sources = {}): Resolved {
  const findings = noFindings();
  const variables = ownVariables(sources.environment);
  const file = readConfigFile(variables.get(FILE_ROW.variable), findings, sources.readFile);
  const read = (raw: unknown, source: string): Values =>
    readOptions(raw, { source, prefix: "", whole: "options", rows: OPTIONS }, findings);

  const fromFile = file ? read(file.content, file.path) : NOTHING;
  const fromVariables = readVariables(variables, findings);
  const fromOptions = options === undefined ? NOTHING : read(options, "option");
  const models = mergeModels([fromFile.get("models"), fromOptions.get("models")], findings);
  const given = layer(fromFile, fromVariables, fromOptions);

  return together(given, models, findings);
}

/**
 * What is given as settings, if all of it can be used together.
 *
 * @param own what is set now, of all that is given
 */
export function together(given: Values, models: ModelValues, findings: Findings, own = given): Resolved {
  crossCheck(given, models, findings, own);
  throwProblems(findings);
  const settings = build(fitDefaults(given), models);
  checkResidency(settings, findings);
  throwProblems(findings);
  return { settings, given, models, warnings: findings.warnings };
}
