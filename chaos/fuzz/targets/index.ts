import type { Target } from "../target.js";
import { callTargets } from "./calls.js";
import { nameTargets } from "./names.js";
import { outcomeTargets } from "./outcome.js";
import { settingsTargets } from "./settings.js";
import { tokenTargets } from "./tokens.js";

export const allTargets = (): Target[] => [
  ...outcomeTargets,
  ...tokenTargets,
  ...nameTargets,
  ...settingsTargets,
  ...callTargets(),
];
