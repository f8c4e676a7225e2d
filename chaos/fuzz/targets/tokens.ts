import { readDemand } from "../../../src/smithy/demand.js";
import { Marks } from "../../../src/smithy/streams/marks.js";
import { readUsage, usageOfAnswer, usageOfBody, usageOfChunk } from "../../../src/smithy/usage.js";
import type { Dice } from "../dice.js";
import type { Flaw, Target } from "../target.js";
import { jsonOf, numberOf, shown, textOf } from "../values.js";

const COUNTS = [
  "inputTokens",
  "outputTokens",
  "input_tokens",
  "output_tokens",
  "cacheReadInputTokens",
  "cache_creation_input_tokens",
  "prompt_token_count",
];

const isCount = (value: unknown): boolean =>
  value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e9);

/** Usage as a service that has lost its mind tells it. */
export const usageOf = (dice: Dice): unknown =>
  dice.chance(0.1)
    ? jsonOf(dice)
    : Object.fromEntries(
        dice.list(
          () => [dice.one(COUNTS), dice.chance(0.7) ? numberOf(dice) : jsonOf(dice, 1)] as const,
          COUNTS.length,
        ),
      );

function usageCase(dice: Dice): Flaw {
  const told = dice.made<unknown>(
    () => usageOf(dice),
    () => usageOfAnswer({ usage: usageOf(dice) }, {}),
    () => usageOfAnswer({}, headersOf(dice)),
    () => usageOfBody({ body: new TextEncoder().encode(bodyText(dice, { usage: usageOf(dice) })) }),
    () => usageOfChunk(bodyText(dice, { "amazon-bedrock-invocationMetrics": usageOf(dice) })),
  );
  const usage = readUsage(told);
  const fine =
    usage === undefined || (usage.inputTokens !== undefined && Object.values(usage).every(isCount));
  return fine ? undefined : `${shown(usage)} of ${shown(told)}`;
}

const headersOf = (dice: Dice): Record<string, string> =>
  Object.fromEntries(
    ["input", "output", "cache-read-input"].map((name) => [
      `x-amzn-bedrock-${name}-token-count`,
      dice.made(
        () => String(numberOf(dice)),
        () => textOf(dice),
        () => "9".repeat(400),
      ),
    ]),
  );

/** JSON, often whole, now and then with a wound. */
function bodyText(dice: Dice, value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  if (dice.chance(0.7)) return text;
  const at = dice.below(text.length + 1);
  return text.slice(0, at) + textOf(dice) + text.slice(at + dice.below(4));
}

/** The input of any inference operation. */
export function inputOf(dice: Dice): Record<string, unknown> {
  const inference = { inferenceConfig: { maxTokens: numberOf(dice), max_new_tokens: jsonOf(dice, 1) } };
  const fields: Record<string, unknown> = { messages: jsonOf(dice), system: jsonOf(dice), ...inference };
  if (dice.chance(0.5)) fields.body = bodyOf(dice);
  if (dice.chance(0.2)) fields.toolConfig = jsonOf(dice);
  return fields;
}

function bodyOf(dice: Dice): unknown {
  const said = {
    max_tokens: numberOf(dice),
    prompt: textOf(dice),
    messages: jsonOf(dice),
    ...inputLike(dice),
  };
  const text = dice.chance(0.02) ? nested(dice) : bodyText(dice, said);
  return dice.chance(0.5) ? text : new TextEncoder().encode(text);
}

const inputLike = (dice: Dice): object => ({
  textGenerationConfig: jsonOf(dice, 1),
  inferenceConfig: jsonOf(dice, 1),
});

/** JSON that is nested deeper than calls can be. */
function nested(dice: Dice): string {
  const depth = 10 ** Math.min(4, dice.size);
  return `{"messages":${"[".repeat(depth)}"a"${"]".repeat(depth)}}`;
}

function demandCase(dice: Dice): Flaw {
  const input = inputOf(dice);
  const operation = dice.one(["Converse", "InvokeModel", "CountTokens", "__proto__"]);
  const demand = readDemand(input, operation);
  const fine = Number.isSafeInteger(demand.bytes) && demand.bytes >= 0 && isCount(demand.maxTokens);
  return fine ? undefined : `${shown(demand)} of ${shown(input)}`;
}

function marksCase(dice: Dice): Flaw {
  const marks = new Marks(dice.one(["ConverseStream", "InvokeModelWithResponseStream", "Other"]));
  const event = (): unknown =>
    dice.made<unknown>(
      () => jsonOf(dice),
      () => ({ chunk: { bytes: new TextEncoder().encode(bodyText(dice, jsonOf(dice))) } }),
      () => ({ metadata: { usage: usageOf(dice) } }),
      () => ({ messageStop: jsonOf(dice, 1) }),
    );
  for (const each of dice.list(event)) marks.see(each);
  readUsage(marks.usage);
  return typeof marks.missing === "boolean" && typeof marks.complete === "boolean" ? undefined : "no answer";
}

export const tokenTargets: readonly Target[] = [
  { name: "usage", cases: 150_000, attempt: usageCase },
  { name: "demands", cases: 120_000, attempt: demandCase },
  { name: "stream events", cases: 80_000, attempt: marksCase },
];
