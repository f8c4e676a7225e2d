import { InvalidArgumentError, Option } from "commander";
import type { QuotaNames } from "../operate/index.js";
import { baseModel } from "../residency.js";
import { UsageError } from "./exit.js";

/** Reads model ids with commas between. */
export function modelsFlag(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  if (!ids.every((id) => /^\S+$/.test(id)))
    throw new InvalidArgumentError("Must be model or profile ids, without blanks.");
  return [...new Set(ids)];
}

/** What Service Quotas calls the one model that is asked for. */
export function namesOf(name: string | undefined, models: readonly string[]): QuotaNames {
  if (name === undefined) return {};
  const [id, ...more] = new Set(models.map(baseModel));
  if (id === undefined || more.length > 0) throw new UsageError("option '--name' goes with one --model.");
  return { [id]: name };
}

export const nameOption = (): Option =>
  new Option("--name <text>", "what Service Quotas calls the model, where that is not known here");
