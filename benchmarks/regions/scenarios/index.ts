import type { Scenario } from "../scenario.js";
import { CEILING } from "./ceiling.js";
import { MODELS } from "./models.js";
import { OUTAGES } from "./outages.js";

export const SCENARIOS: readonly Scenario[] = [...OUTAGES, ...MODELS, ...CEILING];

/** @throws RangeError when there is none of this name */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((each) => each.name === name);
  if (!found) throw new RangeError(`no scenario ${name}`);
  return found;
}
