import { peerElsewhere } from "../missing-peer.js";

export type Sdk = typeof import("@aws-sdk/client-bedrock-runtime");

/** Keeps the SDK from saying, to who only tries this out, that it will leave older versions of Node. */
export function hushNotice(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
}

export async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-bedrock-runtime");
  } catch (error) {
    return peerElsewhere("@aws-sdk/client-bedrock-runtime", error);
  }
}
