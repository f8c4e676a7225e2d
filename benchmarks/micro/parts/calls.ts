/** What spillway adds to a real client's calls. `--tracer`: with a tracer that records every span. */
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { HttpResponse } from "@smithy/core/protocols";
import { spillway, withSpillway } from "spillway";
import { compare, repeat } from "../compare.js";
import { check, tell } from "../figures.js";
import { recordSpans } from "../tracing.js";

const CALLS_PER_BLOCK = 50;
const ROUNDS = 300;

const ANSWER = new TextEncoder().encode(
  JSON.stringify({
    output: { message: { role: "assistant", content: [{ text: "An answer of some words." }] } },
    stopReason: "end_turn",
    usage: { inputTokens: 12, outputTokens: 6, totalTokens: 18 },
    metrics: { latencyMs: 400 },
  }),
);

let answered = 0;

/** Answers at once, without a network. */
const handler = {
  handle: async () => {
    answered++;
    const headers = { "content-type": "application/json", "x-amzn-requestid": `request-${answered}` };
    return { response: new HttpResponse({ statusCode: 200, headers, body: ANSWER }) };
  },
};

const newClient = (): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    requestHandler: handler,
  });

const send = (client: BedrockRuntimeClient) => () =>
  client.send(
    new ConverseCommand({
      modelId: "anthropic.claude-3-haiku-20240307-v1:0",
      messages: [{ role: "user", content: [{ text: "A question of some words?" }] }],
      inferenceConfig: { maxTokens: 200 },
    }),
  );

const traced = process.argv.includes("--tracer");
const processor = traced ? recordSpans() : undefined;
const plugin = spillway();
const bare = repeat(CALLS_PER_BLOCK, send(newClient()));
const governed = repeat(CALLS_PER_BLOCK, send(withSpillway(newClient(), plugin)));
const found = await compare(bare, governed, { rounds: ROUNDS, callsPerBlock: CALLS_PER_BLOCK });

const served = plugin.snapshot().lanes[0]?.counters.served ?? 0;
check(served > 0 && answered === 2 * served, "each call is answered once, half of them through spillway");
check(processor === undefined || processor.ended === 2 * served, "a span for each call and each attempt");
const under = traced ? "recording tracer" : "no tracer";
tell([
  { name: `client.send(), ${under}, bare`, unit: "µs", median: found.bare, min: found.bareMin },
  { name: `client.send(), ${under}, added`, unit: "µs", median: found.added, min: found.addedMin },
]);
