/**
 * Sixty calls at once to a pretend Bedrock that takes eight: `npx tsx examples/basic.ts`. No AWS account is used.
 */
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const CALLS = 60;

const simulator = createSimulator({ defaults: { slots: 8, service: { meanMs: 300 } } });

// With AWS it is `new BedrockRuntimeClient({ region: "us-east-1" })`.
const client = new BedrockRuntimeClient({
  region: "us-east-1",
  credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  requestHandler: simulator.handler("us-east-1"),
});

const plugin = spillway();
client.middlewareStack.use(plugin);

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
const [lane] = plugin.snapshot().lanes;

console.log(`${answered} of ${CALLS} calls answered`);
console.log(`${lane?.counters.attempts} attempts, ${lane?.counters.throttled} of them throttled`);
console.log(
  `window now ${lane?.window.toFixed(1)}, most in flight ${simulator.report().totals.peakInFlight}`,
);

if (answered < CALLS) process.exitCode = 1;
