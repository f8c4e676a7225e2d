/**
 * Two regions, of which home has no capacity for two seconds: `npx tsx examples/regions.ts`. No AWS account is used.
 *
 * Calls go to the other region meanwhile, and come home by themselves.
 */
import { setTimeout as pause } from "node:timers/promises";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway, withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const HOME = "us-east-1";
const AWAY = "us-west-2";
const CALLS = 150;
/** Between two calls; at this pace home can serve them twice over. */
const EVERY_MS = 40;

const simulator = createSimulator({
  regions: [HOME, AWAY],
  defaults: { slots: 10, service: { meanMs: 200 } },
  regionFaults: { [HOME]: [{ fault: "unableToProcess", from: 1000, to: 3000 }] },
});

const plugin = spillway({ regions: [HOME, AWAY], residency: ["us"] });
// Since withSpillway() sees the client, it can make one like it for the other region.
const client = withSpillway(
  new BedrockRuntimeClient({
    region: HOME,
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    // Without a region it goes by the host of each request.
    requestHandler: simulator.handler(),
  }),
  plugin,
);

const startedAt = Date.now();
const second = (): number => Math.floor((Date.now() - startedAt) / 1000);
const served = new Map<number, { home: number; away: number }>();
const reasons = new Map<string, number>();

plugin.on("attempt", ({ region, outcome }) => {
  if (outcome !== "success") return;
  const { home, away } = served.get(second()) ?? { home: 0, away: 0 };
  served.set(second(), region === HOME ? { home: home + 1, away } : { home, away: away + 1 });
});
plugin.on("spill", ({ reason }) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1));

const ask = (topic: number) =>
  client.send(
    new ConverseCommand({
      modelId: "us.anthropic.claude-sonnet-4-20250514-v1:0",
      messages: [{ role: "user", content: [{ text: `Tell me fact number ${topic} about rivers.` }] }],
      inferenceConfig: { maxTokens: 100 },
    }),
  );

const calls: Promise<unknown>[] = [];
for (let topic = 0; topic < CALLS; topic += 1) {
  calls.push(ask(topic));
  await pause(EVERY_MS);
}
const results = await Promise.allSettled(calls);
const answered = results.filter(({ status }) => status === "fulfilled").length;

for (const [at, { home, away }] of served) console.log(`second ${at}: ${home} at home, ${away} away`);
console.log("why attempts went away:", Object.fromEntries(reasons));
const { attempts, rejected } = simulator.report().totals;
console.log(`${attempts} attempts, refused: ${JSON.stringify(rejected)}`);
console.log(`${answered} of ${CALLS} calls answered`);

if (answered < CALLS) process.exitCode = 1;
