import { converseBody, converseStream } from "./converse.js";
import { type Facts, isStream } from "./facts.js";
import { exceptionFrame } from "./frames.js";
import { invokeBody, invokeStream } from "./invoke.js";
import { type Said, textOf, wordAt } from "./said.js";
import { hash, hex, seeded } from "./seeded.js";
import type { Break, Served, Verdict } from "./verdict.js";
import { type Wording, type WordingName, wordings } from "./wordings.js";

/** Begin of an answer. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One moment of an answer, as it leaves the service. */
export interface Scene {
  /** Ms from arrival. */
  readonly atMs: number;
  readonly head?: Head;
  readonly chunks?: readonly Uint8Array[];
  /** How it is over: `end` as it should, `cut` with the connection broken. */
  readonly over?: "end" | "cut";
}

const CORAL = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
const JSON_TYPE = "application/json";
const encoder = new TextEncoder();

const whole = (atMs: number, head: Head, body: unknown): Scene[] => [
  { atMs, head, chunks: [encoder.encode(JSON.stringify(body))], over: "end" },
];

function errorBody({ message, fields }: Wording, model: string): unknown {
  const text = JSON.stringify({ ...fields, message });
  return JSON.parse(text.replaceAll("{model}", JSON.stringify(model).slice(1, -1)));
}

interface Refusal {
  readonly atMs: number;
  readonly wording: WordingName;
  readonly retryAfter: string | undefined;
}

/** A refusal in Bedrock's words. */
function refusal({ atMs, wording: name, retryAfter }: Refusal, requestId: string, model: string): Scene[] {
  const wording = wordings[name];
  const headers = {
    "content-type": JSON_TYPE,
    "x-amzn-requestid": requestId,
    ...(wording.code && { "x-amzn-errortype": wording.code + CORAL }),
    ...(retryAfter !== undefined && { "retry-after": retryAfter }),
  };
  return whole(atMs, { status: wording.status, headers }, errorBody(wording, model));
}

/** An asynchronous invocation keeps its name when it is asked for twice. */
const invocationArn = (region: string, { facts, requestId }: Said): string =>
  `arn:aws:bedrock:${region}:123456789012:async-invoke/${hex(seeded(hash(facts.clientToken ?? requestId)), 12)}`;

function unaryBody(region: string, said: Said, text: string): unknown {
  switch (said.facts.operation) {
    case "CountTokens":
      return { inputTokens: said.facts.inputTokens };
    case "StartAsyncInvoke":
      return { invocationArn: invocationArn(region, said) };
    case "Converse":
      return converseBody(said, text);
    default:
      return invokeBody(said, text);
  }
}

const countHeaders = ({ facts, outputTokens, latencyMs }: Said): Record<string, string> =>
  facts.operation === "InvokeModel"
    ? {
        "x-amzn-bedrock-input-token-count": String(facts.inputTokens),
        "x-amzn-bedrock-output-token-count": String(outputTokens),
        "x-amzn-bedrock-invocation-latency": String(latencyMs),
      }
    : {};

function unary(region: string, said: Said, served: Served): Scene[] {
  const { breaks, endMs, requestId, chunks } = served;
  if (breaks?.where === "cut") return [{ atMs: endMs, over: "cut" }];
  if (breaks) return refusal({ ...breaks, atMs: endMs }, requestId, said.facts.model);
  const headers = { "content-type": JSON_TYPE, "x-amzn-requestid": requestId, ...countHeaders(said) };
  const text = textOf(Math.min(chunks, said.outputTokens));
  return whole(endMs, { status: 200, headers }, unaryBody(region, said, text));
}

/** The exception frame of a stream that breaks by one. */
function exception({ wording: name }: Break, model: string): Uint8Array {
  const wording = wordings[name];
  // A frame always has a type; without a code of its own it gets one that no client knows.
  const code = wording.code || "unknownException";
  const type = code.charAt(0).toLowerCase() + code.slice(1);
  return exceptionFrame(type, errorBody(wording, model));
}

function stream(said: Said, served: Served): Scene[] {
  const { breaks, firstMs, streamMs, endMs, requestId } = served;
  const headers = {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-requestid": requestId,
    "x-amzn-bedrock-content-type": JSON_TYPE,
  };
  const head = { status: 200, headers };
  if (breaks?.where === "firstFrame") {
    return [{ atMs: firstMs, head, chunks: [exception(breaks, said.facts.model)], over: "end" }];
  }
  const format = said.facts.operation === "ConverseStream" ? converseStream(said) : invokeStream(said);
  const count = Math.min(served.chunks, said.outputTokens);
  const words = Array.from({ length: count }, (_, i): Scene => {
    const atMs = firstMs + (streamMs * i) / count;
    const text = format.word(wordAt(i));
    return i === 0 ? { atMs, head, chunks: [...format.open, text] } : { atMs, chunks: [text] };
  });
  if (!breaks) return [...words, { atMs: endMs, chunks: format.close, over: "end" }];
  const last = breaks.where === "midStream" ? [exception(breaks, said.facts.model)] : [];
  const heard = words.filter((scene, i) => i === 0 || scene.atMs < endMs);
  return [...heard, { atMs: endMs, chunks: last, over: breaks.where === "cut" ? "cut" : "end" }];
}

/** What leaves the service in answer to a request, moment by moment. Pure. */
export function scenes(region: string, facts: Facts, verdict: Verdict): Scene[] {
  const { requestId } = verdict;
  if (verdict.kind === "refused")
    return refusal({ ...verdict, atMs: verdict.afterMs }, requestId, facts.model);
  const said: Said = {
    facts,
    requestId,
    outputTokens: verdict.outputTokens,
    capped: verdict.capped,
    latencyMs: Math.round(verdict.firstMs + verdict.streamMs),
    firstMs: Math.round(verdict.firstMs),
  };
  return isStream(facts.operation) ? stream(said, verdict) : unary(region, said, verdict);
}
