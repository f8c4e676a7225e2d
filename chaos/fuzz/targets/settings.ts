import { SpillwayError, withCall } from "spillway";
import { settingsForModel } from "../../../src/settings/for-model.js";
import { resolveSettings } from "../../../src/settings/resolve.js";
import { OPTIONS, variableOf } from "../../../src/settings/table.js";
import { updateSettings } from "../../../src/settings/update.js";
import type { Dice } from "../dice.js";
import type { Flaw, Target } from "../target.js";
import { anything, dressed, jsonOf, numberOf, shown, textOf } from "../values.js";
import { modelIdOf } from "./names.js";

/** Stands in what nobody may quote: the values of variables that are not ours to know. */
const SECRET = "fuzz-secret";

const settingOf = (dice: Dice): unknown =>
  dice.made<unknown>(
    () => dice.below(20),
    () => dice.random(),
    () => numberOf(dice),
    () => dice.one(["none", "on", "off", "adaptive", "textbook", "region", "model", "wait", "fail"]),
    () => dice.list(() => dice.one(["us-east-1", "us-west-2", "eu", "us", textOf(dice)]), 3),
    () => dice.list(() => ({ region: "us-east-1", modelId: modelIdOf(dice), weight: numberOf(dice) }), 3),
    () => ({ [modelIdOf(dice)]: { window: { max: numberOf(dice) } } }),
    () => anything(dice),
  );

/** Options with known names, mostly; `plain`: as JSON can say them. */
function optionsOf(dice: Dice, plain = false): unknown {
  if (dice.chance(0.03)) return plain ? jsonOf(dice) : anything(dice);
  const value = (): unknown => (plain ? jsonOf(dice, 2) : settingOf(dice));
  const options: Record<string, unknown> = {};
  for (const { option } of dice.list(() => dice.one(OPTIONS), 5)) {
    const [group = "", field] = option.split(".");
    if (field === undefined) options[group] = value();
    else
      options[group] = { ...objectIn(options[group]), [dice.chance(0.05) ? textOf(dice) : field]: value() };
  }
  if (dice.chance(0.1)) Object.defineProperty(options, "__proto__", { value: value(), enumerable: true });
  return plain || dice.chance(0.9) ? options : dressed(dice, options);
}

const objectIn = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

function environmentOf(dice: Dice): Record<string, string> {
  const environment: Record<string, string> = { HOME: SECRET, [`SPILLWAY_${textOf(dice)}`]: SECRET };
  for (const row of dice.list(() => dice.one(OPTIONS), 4)) {
    const variable = variableOf(row);
    if (variable !== undefined) environment[variable] = variableTextOf(dice);
  }
  if (dice.chance(0.3)) environment.SPILLWAY_CONFIG = "settings.json";
  return environment;
}

const variableTextOf = (dice: Dice): string =>
  dice.made(
    () => String(dice.below(50)),
    () => String(numberOf(dice)),
    () => textOf(dice),
    () => dice.one(["on", "off", "none", "us-east-1,us-west-2", "1e1000", "0x10", " 5"]),
  );

/** The text of a settings file. */
function fileOf(dice: Dice): string {
  const text = JSON.stringify(optionsOf(dice, true)) ?? "";
  return dice.chance(0.8) ? text : text.slice(dice.below(3), dice.below(text.length + 1));
}

/** Runs what may refuse its settings, and nothing else. */
function refusing(fn: () => Flaw): Flaw {
  try {
    return fn();
  } catch (error) {
    const known = error instanceof SpillwayError && error.code === "INVALID_SETTING";
    if (!known) throw error;
    return error.message.includes(SECRET) ? `told a secret: ${error.message}` : undefined;
  }
}

function resolveCase(dice: Dice): Flaw {
  const sources = { environment: environmentOf(dice), readFile: () => fileOf(dice) };
  const options = dice.chance(0.8) ? optionsOf(dice) : undefined;
  return refusing(() => {
    const { settings, warnings } = resolveSettings(options, sources);
    if (warnings.some((warning) => warning.includes(SECRET))) return `warned of a secret: ${warnings}`;
    if (!Object.isFrozen(settings)) return `not frozen: ${shown(options)}`;
    settingsForModel(settings, modelIdOf(dice));
    return undefined;
  });
}

const DEFAULTS = resolveSettings(undefined, { environment: {} });

function updateCase(dice: Dice): Flaw {
  const changes = optionsOf(dice);
  const before = shown(DEFAULTS.settings);
  return refusing(() => {
    const { settings } = updateSettings(DEFAULTS, changes);
    if (shown(DEFAULTS.settings) !== before) return `changed what there was: ${shown(changes)}`;
    return Object.isFrozen(settings) ? undefined : `not frozen: ${shown(changes)}`;
  });
}

function callCase(dice: Dice): Flaw {
  const field = (): string => dice.one(["priority", "tenant", "deadlineMs", "tokens", textOf(dice)]);
  // Not by assignment: one of the names is `__proto__`.
  const settings = Object.fromEntries(dice.list(() => [field(), settingOf(dice)] as const, 4));
  const command = { input: { modelId: "m" } };
  return refusing(() => {
    // No type lets these through, which is the point of them.
    const one = withCall(command, settings as never);
    if (one.input !== command.input || Object.keys(command).length !== 1) return "changed the command";
    return undefined;
  });
}

export const settingsTargets: readonly Target[] = [
  { name: "settings", cases: 30_000, attempt: resolveCase },
  { name: "update()", cases: 15_000, attempt: updateCase },
  { name: "withCall()", cases: 40_000, attempt: callCase },
];
