import { missingPeer } from "../missing-peer.js";
import type { InvokeNothing } from "../operate/doctor-doors.js";

const PACKAGE = "@aws-sdk/client-bedrock-runtime";

async function load(): Promise<typeof import("@aws-sdk/client-bedrock-runtime")> {
  try {
    return await import("@aws-sdk/client-bedrock-runtime");
  } catch (error) {
    throw missingPeer(PACKAGE, error);
  }
}

/** No JSON: no model can make anything of it, and whether one may be called is judged before. */
const NOTHING = "spillway doctor";

/** Calls a model with a body that can't be served. */
export const invokeNothing: InvokeNothing = async (operation, region, modelId) => {
  const sdk = await load();
  const client = new sdk.BedrockRuntimeClient({ region, maxAttempts: 2 });
  const input = { modelId, body: NOTHING, contentType: "application/json" };
  try {
    return operation === "InvokeModel"
      ? await client.send(new sdk.InvokeModelCommand(input))
      : await client.send(new sdk.InvokeModelWithResponseStreamCommand(input));
  } finally {
    client.destroy();
  }
};
