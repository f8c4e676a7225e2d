import { finderIn } from "../../family.js";
import type { Scenario } from "../scenario.js";
import { CEILING } from "./ceiling.js";
import { MODELS } from "./models.js";
import { OUTAGES } from "./outages.js";

export const SCENARIOS: readonly Scenario[] = [...OUTAGES, ...MODELS, ...CEILING];

export const scenarioOf = finderIn(SCENARIOS);
