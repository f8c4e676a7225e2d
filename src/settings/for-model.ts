import { deepFreeze } from "./copy.js";
import { matches } from "./glob.js";
import type { LaneSettings, ModelRule, Settings } from "./settings.js";

/** Ids can come from outside (a gateway's callers): what is kept for them must have an end. */
const MOST_KEPT = 1000;

const kept = new WeakMap<Settings, Map<string, LaneSettings>>();

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

function merge({ window, quota, breaker, targets, models }: Settings, modelId: string): LaneSettings {
  const general: LaneSettings = { window, quota, breaker, targets };
  return deepFreeze(reconcile(models.filter((rule) => matches(rule.pattern, modelId)).reduce(lay, general)));
}

/** The settings for one model; the same object each time, for as long as it is kept. */
export function settingsForModel(settings: Settings, modelId: string): LaneSettings {
  const lanes = kept.get(settings) ?? new Map<string, LaneSettings>();
  const known = lanes.get(modelId);
  if (known) return known;
  kept.set(settings, lanes);
  const lane = merge(settings, modelId);
  const [oldest] = lanes.keys();
  if (lanes.size >= MOST_KEPT && oldest !== undefined) lanes.delete(oldest);
  lanes.set(modelId, lane);
  return lane;
}
