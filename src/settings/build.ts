import { deepFreeze } from "./copy.js";
import type { ModelValues } from "./models.js";
import type { ModelRule, Settings } from "./settings.js";
import { fieldOf, groupOf } from "./table.js";
import type { Values } from "./values.js";

type Nested = Record<string, unknown>;

/** `window.max` becomes `window: { max }`. Option paths come from the table, so no key here is a user's. */
function nest(values: Values): Nested {
  const nested: Nested = {};
  const groups: Record<string, Nested> = {};
  for (const [option, { value }] of values) {
    const group = groupOf(option);
    if (group === "") nested[option] = value;
    else {
      groups[group] ??= {};
      groups[group][fieldOf(option)] = value;
    }
  }
  return { ...nested, ...groups };
}

/** Absent rather than undefined, as the types say. */
const OPTIONAL = ["clientFor", "endpointFor", "quotasFor", "restore"];

const present = (values: Values): Values =>
  new Map([...values].filter(([option, found]) => found.value !== undefined || !OPTIONAL.includes(option)));

/** The settings as the rest of the library reads them, frozen. */
export function build(values: Values, models: ModelValues): Settings {
  const rules = [...models].map(([pattern, own]): ModelRule => ({ ...nest(own), pattern }));
  // The table's rows and the type Settings agree: a test holds them together.
  const settings = { ...nest(present(values)), models: rules } as unknown as Settings;
  return deepFreeze(settings, settings.clock);
}
