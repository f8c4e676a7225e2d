import { entriesOf } from "./copy.js";
import { type Findings, noFindings, refuse } from "./findings.js";
import { type ModelValues, mergeModels } from "./models.js";
import type { SpillwayOptions } from "./options.js";
import { readOptions } from "./read.js";
import { type Resolved, together } from "./resolve.js";
import { show, showKind } from "./show.js";
import { type ExactRow, OPTIONS } from "./table.js";
import { layer, type Values } from "./values.js";

/** What an instance is made with and keeps: calls under way count on it, or it is asked once only. */
const FIXED = [
  "mode",
  "telemetry",
  "clock",
  "random",
  "clientFor",
  "endpointFor",
  "quotasFor",
  "restore",
] as const;

type Fixed = (typeof FIXED)[number];

const CHANGEABLE = OPTIONS.filter(({ option }) => !FIXED.some((fixed) => fixed === option));

type GroupIn<Option> = Option extends `${infer Group}.${string}` ? Group : never;
type Group = GroupIn<Extract<ExactRow, { option: string }>["option"]> & keyof SpillwayOptions;
type Changed<Options> = { readonly [Option in keyof Options]: Options[Option] | null };

/**
 * What can be changed while an instance runs: {@link SpillwayOptions} without `mode`, `telemetry`, `clock`, `random`,
 * `clientFor`, `endpointFor`, `quotasFor` and `restore`. `null` takes an option back to its default; what is left out, or
 * undefined, stays as it is. Lists, `targets`, `queue.weights` and `models` are replaced as a whole.
 */
export type UpdateOptions = Changed<Omit<SpillwayOptions, Fixed | Group>> & {
  readonly [Name in Group]?: Changed<NonNullable<SpillwayOptions[Name]>> | undefined;
};

/**
 * The present settings with what is named in their place. Checked as at the start; if anything can't be used, nothing
 * has changed.
 *
 * @throws SpillwayError `INVALID_SETTING`
 */
export function updateSettings(present: Resolved, options: unknown): Resolved {
  const findings = noFindings();
  refuseFixed(options, findings);
  const place = { source: "update", prefix: "", whole: "options", rows: CHANGEABLE, resets: true } as const;
  const named = readOptions(options, place, findings);
  const given = withoutDefaults(layer(present.given, named));
  return together(given, modelsOf(present, named, findings), findings, withoutDefaults(named));
}

function refuseFixed(options: unknown, findings: Findings): void {
  const entries = entriesOf(options);
  for (const name of FIXED) {
    const value = entries?.get(name);
    if (value === undefined) continue;
    const shown = typeof value === "string" ? show(value) : showKind(value);
    const expected = "no change while an instance runs; make another instance";
    refuse(findings, { name, source: "update", value, shown, expected });
  }
}

function modelsOf(present: Resolved, named: Values, findings: Findings): ModelValues {
  const models = named.get("models");
  if (models === undefined) return present.models;
  return mergeModels(models.source === "default" ? [] : [models], findings);
}

/** What is taken back to its default is not given any more: it gives way to what is. */
const withoutDefaults = (values: Values): Values =>
  new Map([...values].filter(([, { source }]) => source !== "default"));
