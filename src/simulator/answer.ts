import { broken } from "./broken.js";
import { converseBody, converseStream } from "./converse.js";
import { type Facts, isStream } from "./facts.js";
import { invokeBody, invokeStream } from "./invoke.js";
import { JSON_TYPE, refusal, whole } from "./refusal.js";
import { type Said, textOf, wordAt } from "./said.js";
import type { Scene } from "./scene.js";
import { hash, hex, seeded } from "./seeded.js";
import type { Served, Verdict } from "./verdict.js";

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

function unary(region: string, said: Said, { firstMs, streamMs, requestId, chunks }: Served): Scene {
  const headers = { "content-type": JSON_TYPE, "x-amzn-requestid": requestId, ...countHeaders(said) };
  const text = textOf(Math.min(chunks, said.outputTokens));
  return whole(firstMs + streamMs, { status: 200, headers }, JSON.stringify(unaryBody(region, said, text)));
}

function stream(said: Said, { firstMs, streamMs, requestId, chunks }: Served): Scene[] {
  const headers = {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-requestid": requestId,
    "x-amzn-bedrock-content-type": JSON_TYPE,
  };
  const head = { status: 200, headers };
  const format = said.facts.operation === "ConverseStream" ? converseStream(said) : invokeStream(said);
  const count = Math.min(chunks, said.outputTokens);
  const words = Array.from({ length: count }, (_, i): Scene => {
    const atMs = firstMs + (streamMs * i) / count;
    const text = format.word(wordAt(i));
    return i === 0 ? { atMs, head, chunks: [...format.open, text] } : { atMs, chunks: [text] };
  });
  return [...words, { atMs: firstMs + streamMs, chunks: format.close, over: "end" }];
}

function served(region: string, facts: Facts, verdict: Served): Scene[] {
  const { requestId, outputTokens, capped, firstMs, streamMs } = verdict;
  const said: Said = {
    facts,
    requestId,
    outputTokens,
    capped,
    latencyMs: Math.round(firstMs + streamMs),
    firstMs: Math.round(firstMs),
  };
  const streams = isStream(facts.operation);
  const healthy = streams ? stream(said, verdict) : [unary(region, said, verdict)];
  const { breaks } = verdict;
  return breaks ? broken(healthy, { ...verdict, breaks, model: facts.model, streams }) : healthy;
}

/** What leaves the service in answer to a request, moment by moment. Pure. */
export function scenes(region: string, facts: Facts, verdict: Verdict): Scene[] {
  switch (verdict.kind) {
    case "refused":
      return refusal({ ...verdict, atMs: verdict.afterMs }, verdict.requestId, facts.model);
    case "dropped":
      return [{ atMs: verdict.afterMs, over: verdict.where === "refusedStream" ? "refuse" : "reset" }];
    case "served":
      return served(region, facts, verdict);
  }
}
