import { deepFreeze } from "./copy.js";
import { matches } from "./glob.js";
import type { LaneSettings, ModelRule, Settings } from "./settings.js";

const lay = (lane: LaneSettings, rule: ModelRule): LaneSettings => ({
  window: { ...lane.window, ...rule.window },
  quota: { ...lane.quota, ...rule.quota },
  breaker: { ...lane.breaker, ...rule.breaker },
  targets: rule.targets ?? lane.targets,
});

/**
 * Patterns that overlap only partly (`a*` and `*b`) may give fields that don't fit each other, which is not known
 * before such an id turns up. Then the maximum, which users set to protect something, prevails.
 */
function reconcile({ window, breaker, ...rest }: LaneSettings): LaneSettings {
  const min = Math.min(window.min, window.max);
  const initial = Math.min(Math.max(window.initial, min), window.max);
  const openMs = Math.min(breaker.openMs, breaker.maxOpenMs);
  return { ...rest, window: { ...window, min, initial }, breaker: { ...breaker, openMs } };
}

/**
 * The settings for one model. To be asked once per lane, which keeps them; those of all models to which no rule
 * applies are one and the same, since there may be many.
 */
export function settingsForModel(settings: Settings, modelId: string): LaneSettings {
  const { window, quota, breaker, targets, models } = settings;
  const matching = models.filter((rule) => matches(rule.pattern, modelId));
  // What is given in general has been checked together: there is nothing to reconcile.
  if (matching.length === 0) return settings;
  return deepFreeze(reconcile(matching.reduce<LaneSettings>(lay, { window, quota, breaker, targets })));
}
