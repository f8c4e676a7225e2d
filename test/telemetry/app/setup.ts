/** What an application loads before all else (`--import`, `--require`): the whole set-up stands in `OTEL_*` variables. */
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
process.once("beforeExit", () => void sdk.shutdown());
