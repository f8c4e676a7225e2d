import {
  type BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import type { SpillwayOptions } from "spillway";
import { CODES } from "../../errors.js";
import type { Dice } from "../dice.js";
import { type Reply, replyOf } from "../reply.js";
import type { Flaw, Target } from "../target.js";
import { shown } from "../values.js";
import { Governed, HostileClient } from "./client.js";
import { modelIdOf } from "./names.js";
import { type Result, refusalOf, resultOf, wordsOf } from "./result.js";

const IDLE_MS = 1000;
const LANES = 20;

/** Nothing but what the SDK does: one attempt, and breakers that never open. */
const PLAIN: SpillwayOptions = {
  retry: { maxAttempts: 1 },
  window: { min: 1 },
  breaker: { failures: 1000, shareOf: 1000, serverErrorShare: 1, timeoutShare: 1 },
  streams: { idleMs: IDLE_MS },
  lanes: { limit: LANES },
};

/** All that it has: repetitions, breakers, quotas. */
const FULL: SpillwayOptions = {
  retry: { maxAttempts: 4, baseMs: 10, capMs: 1000 },
  quota: { tokensPerMinute: 100_000, requestsPerMinute: 6000 },
  breaker: { failures: 3, openMs: 100, maxOpenMs: 1000 },
  queue: { timeoutMs: 5000 },
  streams: { idleMs: IDLE_MS },
  lanes: { limit: LANES },
};

/** Longer than everything that spillway may wait for. */
const HUNG_MS = 120_000;

interface Asked {
  readonly operation: string;
  readonly modelId: string;
}

const STREAMING: ReadonlySet<string> = new Set(["ConverseStream", "InvokeModelWithResponseStream"]);

function askedOf(dice: Dice, number: number): Asked {
  const operation = dice.one([
    "Converse",
    "ConverseStream",
    "ConverseStream",
    "InvokeModel",
    "InvokeModelWithResponseStream",
  ]);
  return {
    operation,
    modelId: dice.chance(0.3) ? modelIdOf(dice) : `amazon.model-${Math.floor(number / 20)}`,
  };
}

function send(
  client: BedrockRuntimeClient,
  { operation, modelId }: Asked,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  const options = abortSignal === undefined ? {} : { abortSignal };
  const messages = [{ role: "user" as const, content: [{ text: "hello" }] }];
  switch (operation) {
    case "Converse":
      return client.send(new ConverseCommand({ modelId, messages }), options);
    case "ConverseStream":
      return client.send(new ConverseStreamCommand({ modelId, messages }), options);
    case "InvokeModel":
      return client.send(new InvokeModelCommand({ modelId, body: "{}" }), options);
    default:
      return client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: "{}" }), options);
  }
}

/** A call through spillway, which must settle within virtual time; who waits for ever is aborted. */
async function governed(
  at: Governed,
  asked: Asked,
  replies: Reply[],
): Promise<Result & { readonly hung: boolean }> {
  at.replies = replies;
  at.thrown = undefined;
  const controller = new AbortController();
  const patience = at.clock.setTimeout(() => controller.abort(), HUNG_MS);
  try {
    const result = await at.clock.run(resultOf(send(at.client, asked, controller.signal)));
    return { ...result, hung: controller.signal.aborted };
  } finally {
    at.clock.clearTimeout(patience);
  }
}

/** The flaws of any call, whatever its replies. */
function flawOf(at: Governed, result: Result & { readonly hung: boolean }, streams: boolean): Flaw {
  // Where the body of a plain answer or of a refusal never ends, the SDK waits for it, with whatever timeouts it has.
  const mayHang = at.last?.end === "never" && !(streams && at.last.status === 200);
  if (result.hung && !mayHang) return `hung for ${HUNG_MS} ms`;
  const code = refusalOf(result);
  if (code !== undefined && !CODES.has(code)) return `refused by an unknown code ${code}`;
  return at.unrest();
}

/** With spillway and without, the same bytes must come to the same end. */
function comparing(): Target["attempt"] {
  const bare = new HostileClient();
  const ours = new Governed(PLAIN);
  let number = 0;
  return async (dice) => {
    const asked = askedOf(dice, number++);
    const streams = STREAMING.has(asked.operation);
    const reply = replyOf(dice, streams);
    const result = await governed(ours, asked, [reply]);
    const flaw = flawOf(ours, result, streams);
    if (flaw !== undefined) return `${flaw}: ${caseOf(asked, [reply])}`;
    if (reply.end === "never") return undefined;
    bare.replies = [reply];
    const usual = await resultOf(send(bare.client, asked));
    // What is no error the SDK makes one of, or stumbles over it: spillway hands it on as it is.
    if (reply.thrown !== undefined && usual.failure?.error !== reply.thrown.error) return undefined;
    return difference(usual, result, ours.thrown, caseOf(asked, [reply]));
  };
}

function difference(usual: Result, result: Result, thrown: unknown, about: string): Flaw {
  const code = refusalOf(result);
  if (code === "STREAM_TRUNCATED") {
    const same = usual.failure === undefined && usual.heard.join("\n") === result.heard.join("\n");
    return same ? undefined : `STREAM_TRUNCATED where the SDK says ${wordsOf(usual)}: ${about}`;
  }
  if (code !== undefined) return undefined;
  if (wordsOf(usual) !== wordsOf(result)) return `${wordsOf(result)}\ninstead of ${wordsOf(usual)}\n${about}`;
  const changed = thrown !== undefined && result.failure?.error !== thrown && thrown instanceof Error;
  return changed ? `not the SDK's own error: ${about}` : undefined;
}

const caseOf = ({ operation, modelId }: Asked, replies: readonly Reply[]): string =>
  `${operation} of ${shown(modelId.slice(0, 60))} at ${replies.map(replyText).join(" then ")}`;

function replyText({ status, headers, parts, end, thrown }: Reply): string {
  const body = Buffer.concat(parts).toString("latin1").slice(0, 600);
  return shown({ status, headers, body, parts: parts.length, end, thrown: thrown && shown(thrown.error) });
}

/** With all that spillway does about failures. */
function repeating(): Target["attempt"] {
  const ours = new Governed(FULL);
  let number = 0;
  return async (dice) => {
    const asked = askedOf(dice, number++);
    const streams = STREAMING.has(asked.operation);
    const replies = [replyOf(dice, streams), ...dice.list(() => replyOf(dice, streams), 3)];
    const result = await governed(ours, asked, [...replies]);
    const flaw = flawOf(ours, result, streams);
    return flaw && `${flaw}: ${caseOf(asked, replies)}`;
  };
}

/** Made anew for each run: what they share must not come from the one before. */
export const callTargets = (): Target[] => [
  { name: "answers, with and without spillway", cases: 50_000, attempt: comparing() },
  { name: "answers, with repetitions", cases: 20_000, attempt: repeating() },
];
