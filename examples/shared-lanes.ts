/**
 * Two clients of one process share one quota, so they share one instance: `npx tsx examples/shared-lanes.ts`.
 * No AWS account is used.
 */
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway, withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const CALLS = 20;

const simulator = createSimulator({ defaults: { slots: 4, service: { meanMs: 200 } } });
const config = {
  region: "us-east-1",
  credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  requestHandler: simulator.handler("us-east-1"),
};

// Made once. Two calls of spillway() would be two windows, neither of which knows of the other.
const plugin = spillway({ window: { max: 50 } });
const chat = withSpillway(new BedrockRuntimeClient(config), plugin);
const reports = withSpillway(new BedrockRuntimeClient(config), plugin);

const ask = (client: BedrockRuntimeClient, text: string) =>
  client.send(
    new ConverseCommand({
      modelId: "us.anthropic.claude-sonnet-4-20250514-v1:0",
      messages: [{ role: "user", content: [{ text }] }],
      inferenceConfig: { maxTokens: 100 },
    }),
  );

const calls = Array.from({ length: CALLS }, (_, i) => [
  ask(chat, `Question ${i}`),
  ask(reports, `Report ${i}`),
]);
const answers = await Promise.all(calls.flat());

for (const { region, model, window, counters } of plugin.snapshot().lanes) {
  console.log(`${region} ${model}: window ${window.toFixed(1)}, ${JSON.stringify(counters)}`);
}
console.log(`${answers.length} answers through two clients and ${plugin.snapshot().lanes.length} lane`);

// Refuses new calls and waits for those that have begun, streams included. `await using` does the same.
await plugin.drain();
