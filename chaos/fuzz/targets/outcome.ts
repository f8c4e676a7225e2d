import { classify } from "../../../src/outcome/classify.js";
import { LESSONS } from "../../../src/outcome/outcome.js";
import { retryAfter } from "../../../src/routing/backoff.js";
import type { Dice } from "../dice.js";
import type { Flaw, Target } from "../target.js";
import { anything, dressed, numberOf, shown, textOf } from "../values.js";

const ERROR_NAMES = ["ThrottlingException", "AbortError", "InternalServerException", "TimeoutError", "Error"];
const CODES = ["ECONNRESET", "ECONNREFUSED", "ERR_HTTP2_STREAM_ERROR", "ETIMEDOUT"];

/** An error of any shape, with fields that are looked at. */
export function errorOf(dice: Dice, deep = 3): unknown {
  if (dice.chance(0.1)) return anything(dice);
  const odd = (usual: readonly unknown[]): unknown => (dice.chance(0.6) ? dice.one(usual) : anything(dice));
  const fields: Record<string, unknown> = {
    name: odd(ERROR_NAMES),
    message: odd(["Too many tokens, please wait", "Model x is currently overloaded", "per day"]),
    code: odd(CODES),
    $metadata: odd([{ httpStatusCode: dice.one([200, 400, 429, 503, 529]) }, { clockSkewCorrected: true }]),
    $response: odd([{ statusCode: 503, headers: { "retry-after": textOf(dice) } }]),
    $fault: odd(["client", "server"]),
    originalStatusCode: odd([429, 503, 500]),
    $retryable: odd([{ throttling: true }]),
  };
  if (deep > 0 && dice.chance(0.3)) fields.cause = errorOf(dice, deep - 1);
  return dressed(dice, Object.fromEntries(Object.entries(fields).filter(() => dice.chance(0.6))));
}

function classifyCase(dice: Dice): Flaw {
  const error = errorOf(dice);
  const codes = dice.list(() => textOf(dice) || "x", 3);
  const outcome = classify(error, dice.chance(0.1), codes);
  return Object.hasOwn(LESSONS, outcome) ? undefined : `outcome ${outcome} of ${shown(error)}`;
}

const HEADERS = ["retry-after", "x-amz-retry-after", "Retry-After", "__proto__"];

const dateOf = (dice: Dice): string => {
  const date = new Date(numberOf(dice));
  return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toUTCString();
};

function retryAfterCase(dice: Dice): Flaw {
  const value = (): string =>
    dice.made(
      () => textOf(dice),
      () => String(numberOf(dice)),
      () => "9".repeat(dice.below(400)),
      () => `${dice.below(100)}.${dice.below(1000)}`,
      () => dateOf(dice),
    );
  const headers = Object.fromEntries(dice.list(() => [dice.one(HEADERS), value()] as const, 4));
  const wallNow = dice.one([0, 1.7e12, -8.64e15, 8.64e15]);
  const ms = retryAfter(headers, wallNow);
  return ms >= 0 ? undefined : `${ms} ms of ${shown(headers)} at ${wallNow}`;
}

export const outcomeTargets: readonly Target[] = [
  { name: "errors", cases: 310_000, attempt: classifyCase },
  { name: "Retry-After", cases: 135_000, attempt: retryAfterCase },
];
