/**
 * Streams hold their permit until their last byte: `npx tsx examples/streaming.ts`. No AWS account is used.
 */
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const STREAMS = 12;

const simulator = createSimulator({ defaults: { slots: 4, service: { meanMs: 400 } } });
const client = new BedrockRuntimeClient({
  region: "us-east-1",
  credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  requestHandler: simulator.handler("us-east-1"),
});

const plugin = spillway();
client.middlewareStack.use(plugin);

/** Reads a stream to its end. A reader that leaves earlier (`break`) gives the permit back, too. */
async function read(topic: number): Promise<string> {
  const { stream } = await client.send(
    new ConverseStreamCommand({
      modelId: "us.anthropic.claude-sonnet-4-20250514-v1:0",
      messages: [{ role: "user", content: [{ text: `Tell me fact number ${topic} about rivers.` }] }],
      inferenceConfig: { maxTokens: 100 },
    }),
  );
  if (topic === 0) console.log(`first stream has begun, in flight: ${plugin.snapshot().lanes[0]?.inFlight}`);
  let text = "";
  for await (const event of stream ?? []) text += event.contentBlockDelta?.delta?.text ?? "";
  return text;
}

const texts = await Promise.all(Array.from({ length: STREAMS }, (_, topic) => read(topic)));
const { attempts, peakInFlight } = simulator.report().totals;

console.log(`${texts.length} streams read to their end, ${attempts} attempts`);
console.log(`most in flight at the service: ${peakInFlight}`);
console.log(`in flight now: ${plugin.snapshot().lanes[0]?.inFlight}`);
