import * as today from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import * as oldest from "sdk-oldest";
import { CREDENTIALS, converseStream } from "./bench.js";

export type Protocol = "h2" | "h1";
export type Sdk = "today" | "oldest";

export const VARIANTS = (["today", "oldest"] as const).flatMap((sdk) =>
  (["h2", "h1"] as const).map((protocol) => [sdk, protocol] as const),
);

export function clientOf(sdk: Sdk, protocol: Protocol, endpoint: string): today.BedrockRuntimeClient {
  const handler = protocol === "h1" ? { requestHandler: new NodeHttpHandler() } : {};
  const config = { region: "us-east-1", credentials: CREDENTIALS, endpoint, ...handler };
  if (sdk === "today") return new today.BedrockRuntimeClient(config);
  // Of another version, but the same in what is used here.
  return new oldest.BedrockRuntimeClient(config as never) as never;
}

export function commandOf(sdk: Sdk): today.ConverseStreamCommand {
  const { input } = converseStream();
  return sdk === "today"
    ? new today.ConverseStreamCommand(input)
    : (new oldest.ConverseStreamCommand(input as never) as never);
}
