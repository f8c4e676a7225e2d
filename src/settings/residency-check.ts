import { modelLeaves, regionLeaves } from "../residency.js";
import type { Findings } from "./findings.js";
import type { Settings, Target } from "./settings.js";

/** Settings that name a place which `residency` does not allow: they are refused at the start, and not on the day. */
export function checkResidency(
  { residency, regions, targets, models }: Settings,
  { problems }: Pick<Findings, "problems">,
): void {
  const check = (name: string, why: string | undefined): void => {
    if (why !== undefined) problems.push(`${name} names ${why}. Leave it out, or allow it in residency.`);
  };
  const checkTargets = (name: string, list: readonly Target[]): void => {
    for (const [index, { region, modelId }] of list.entries()) {
      if (region !== undefined) check(`${name}[${index}].region`, regionLeaves(residency, region));
      if (modelId !== undefined) check(`${name}[${index}].modelId`, modelLeaves(residency, modelId));
    }
  };
  for (const [index, region] of regions.entries())
    check(`regions[${index}]`, regionLeaves(residency, region));
  checkTargets("targets", targets);
  for (const rule of models)
    checkTargets(`models[${JSON.stringify(rule.pattern)}].targets`, rule.targets ?? []);
}
