import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { withSpillway } from "spillway";
import { createSimulator } from "spillway/simulator";
import { HOME, openService, REPORTS } from "../../examples/telemetry/service.js";
import { sendAll } from "../../examples/telemetry/traffic.js";

/** As many as trip a breaker. */
const FAILURES = 5;

/** A service without capacity, and a client that may not repeat anything. */
async function withhold(): Promise<void> {
  const simulator = createSimulator({
    regions: [HOME],
    defaults: { rejectMs: 0, networkMs: 0, faults: [{ fault: "unableToProcess" }] },
  });
  const bare = new BedrockRuntimeClient({
    region: HOME,
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    requestHandler: simulator.handler(),
  });
  const client = withSpillway(bare, { retry: { budgetShare: 0, budgetBurst: 0 } });
  const messages = [{ role: "user" as const, content: [{ text: "hello" }] }];
  for (let i = 0; i < FAILURES; i += 1)
    await client.send(new ConverseCommand({ modelId: REPORTS, messages })).catch(() => undefined);
}

/**
 * The run of examples/telemetry over real sockets: rejections, a trip, spills, streams whole and cut short, refusals.
 * Before and after it repetitions are withheld: what happens once is in no rate.
 */
export async function realRun(): Promise<void> {
  const service = await openService();
  try {
    await withhold();
    await sendAll(service.client);
    await withhold();
  } finally {
    await service.close();
  }
}
