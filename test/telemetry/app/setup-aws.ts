/** As setup.ts, with OpenTelemetry's own instrumentation of the AWS SDK. */
import { AwsInstrumentation } from "@opentelemetry/instrumentation-aws-sdk";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK({ instrumentations: [new AwsInstrumentation()] });
sdk.start();
process.once("beforeExit", () => void sdk.shutdown());
