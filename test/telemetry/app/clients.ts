import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { type Spillway, type SpillwayOptions, spillway, withSpillway } from "spillway";
import { SECRETS } from "./secrets.js";

export const HOME = "us-east-1";

/** Endpoints by region, as the parent process says them. */
export const urls: Readonly<Record<string, string>> = JSON.parse(process.env.APP_URLS ?? "{}");

/** What clients' loggers were given, but for what the SDK itself writes there (input and output of each call). */
export const logged: unknown[] = [];

const keep = (line: unknown): void => {
  if (typeof line !== "object" || line === null || !("clientName" in line)) logged.push(line);
};
const logger = { trace: keep, debug: keep, info: keep, warn: keep, error: keep };

const { accessKeyId, secretAccessKey, sessionToken } = SECRETS;

/** As long as the process lives: what shows itself at each collection must not be collected itself. */
export const plugins: Spillway[] = [];

export function clientWith(plugin: Spillway, config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const client = new BedrockRuntimeClient({
    region: HOME,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    endpoint: urls[HOME] ?? "",
    logger,
    ...config,
  });
  client.middlewareStack.add(
    (next) => (args) => {
      // The SDK types requests as unknown; at this step each has headers.
      (args.request as { headers: Record<string, string> }).headers["x-app"] = SECRETS.header;
      return next(args);
    },
    { step: "build", name: "appHeader" },
  );
  return withSpillway(client, plugin);
}

export function pluginWith(options: SpillwayOptions): Spillway {
  const plugin = spillway({ retry: { baseMs: 5, capMs: 50 }, ...options });
  plugins.push(plugin);
  return plugin;
}

/** With a second region to go to. */
export const BOTH: SpillwayOptions = {
  regions: [HOME, "us-west-2"],
  endpointFor: (region) => urls[region] ?? "",
};
