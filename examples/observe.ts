/**
 * Watches an application without touching its calls: `npx tsx examples/observe.ts`. No AWS account is used.
 *
 * The calls go out as the SDK sends them, so some fail. The events tell what the service said to each attempt.
 */
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway, withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const CALLS = 30;

const simulator = createSimulator({ defaults: { slots: 8, service: { meanMs: 300 } } });
const plugin = spillway({ mode: "observe" });
const client = withSpillway(
  new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    requestHandler: simulator.handler("us-east-1"),
  }),
  plugin,
);

const outcomes = new Map<string, number>();
plugin.on("attempt", ({ outcome }) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
plugin.on("window", ({ from, to, reason }) => {
  if (to < from) console.log(`window ${from.toFixed(1)} -> ${to.toFixed(1)}: ${reason}`);
});
const stop = plugin.on("breaker", ({ region, from, to, reason }) => {
  console.log(`breaker of ${region}: ${from} -> ${to}: ${reason}`);
});

const ask = (topic: number) =>
  client.send(
    new ConverseCommand({
      modelId: "us.anthropic.claude-sonnet-4-20250514-v1:0",
      messages: [{ role: "user", content: [{ text: `Tell me fact number ${topic} about rivers.` }] }],
      inferenceConfig: { maxTokens: 100 },
    }),
  );

const results = await Promise.allSettled(Array.from({ length: CALLS }, (_, topic) => ask(topic)));
const answered = results.filter(({ status }) => status === "fulfilled").length;

console.log(`${answered} of ${CALLS} calls answered, with nothing held back`);
console.log("attempts by outcome:", Object.fromEntries(outcomes));
stop();
