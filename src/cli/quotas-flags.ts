import { Option } from "commander";
import type { QuotaNames } from "../quotas/for-model.js";
import { baseModel } from "../residency.js";
import { UsageError } from "./exit.js";

/** What Service Quotas calls the one model that is asked for. */
export function namesOf(name: string | undefined, models: readonly string[]): QuotaNames {
  if (name === undefined) return {};
  const [id, ...more] = new Set(models.map(baseModel));
  if (id === undefined || more.length > 0) throw new UsageError("option '--name' goes with one --model.");
  return { [id]: name };
}

export const nameOption = (): Option =>
  new Option("--name <text>", "what Service Quotas calls the model, where that is not known here");
