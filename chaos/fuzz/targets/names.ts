import { publicModel } from "../../../src/public-model.js";
import { leaves } from "../../../src/residency.js";
import { matches } from "../../../src/settings/glob.js";
import { isBound } from "../../../src/smithy/bound.js";
import { regionOfServiceHost } from "../../../src/smithy/hosts.js";
import { withModel } from "../../../src/smithy/retarget.js";
import type { Dice } from "../dice.js";
import type { Flaw, Target } from "../target.js";
import { jsonOf, NAMES, shown, textOf } from "../values.js";
import { inputOf } from "./tokens.js";

const LONG = 10_240;

/** What an application may call a model, by accident or on purpose. */
export const modelIdOf = (dice: Dice): string =>
  dice.made(
    () => dice.one(["amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", "global.anthropic.claude"]),
    () => dice.one(NAMES),
    () => textOf(dice),
    () => "m".repeat(LONG),
    () => `arn:aws:bedrock:us-east-1:123456789012:${textOf(dice)}`,
    () => "*".repeat(dice.below(50)),
  );

function namesCase(dice: Dice): Flaw {
  const id = modelIdOf(dice);
  const pattern = dice.chance(0.5)
    ? `*${dice.list(() => dice.one(["a*", "*", "m*", "."])).join("")}b`
    : textOf(dice);
  const told = [
    matches(pattern, id),
    typeof publicModel(id) === "string",
    isBound(
      dice.one(["Converse", "InvokeModel", "Other"]),
      id,
      dice.chance(0.5) ? inputOf(dice) : jsonOf(dice),
    ),
  ];
  if (told.some((answer) => typeof answer !== "boolean")) return `no answer for ${shown(id)}`;
  leaves(["us", "eu-central-1"], textOf(dice), id);
  regionOfServiceHost(dice.chance(0.5) ? textOf(dice) : `bedrock-runtime.${textOf(dice)}.amazonaws.com`);
  return pathCase(dice, id);
}

function pathCase(dice: Dice, id: string): Flaw {
  const path = `/model/${dice.chance(0.8) ? "a" : encodeURIComponent(modelIdOf(dice).replace(/[\ud800-\udfff]/g, ""))}/converse`;
  const request = { path, headers: { a: "b" }, query: {} };
  const copy = withModel(request, id) as { path: string } | undefined;
  if (copy === undefined) return undefined;
  if (request.path !== path) return "changed the request";
  const named = decodeURIComponent(copy.path.split("/").at(-2) ?? "");
  return named === id ? undefined : `${shown(id)} became ${shown(copy.path)}`;
}

export const nameTargets: readonly Target[] = [{ name: "model ids", cases: 60_000, attempt: namesCase }];
