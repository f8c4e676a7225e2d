/** The application of observability/README.md: OpenTelemetry from OTEL_* variables alone. Prints what it shows. */
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { spillway } from "spillway";
import { createSimulator } from "spillway/simulator";

const telemetry = new NodeSDK({ serviceName: "my-application" });
telemetry.start();

const simulator = createSimulator({ defaults: { service: { meanMs: 10 } } });
const client = new BedrockRuntimeClient({
  region: "us-east-1",
  requestHandler: simulator.handler("us-east-1"),
});
client.middlewareStack.use(spillway());
const messages = [{ role: "user" as const, content: [{ text: "hello" }] }];
await client.send(new ConverseCommand({ modelId: "amazon.nova-lite-v1:0", messages }));

const shown = await fetch(`http://localhost:${process.env.OTEL_EXPORTER_PROMETHEUS_PORT}/metrics`);
process.stdout.write(await shown.text());
await telemetry.shutdown();
