import type { InvokeNothing } from "../operate/doctor-doors.js";
import { loadSdk } from "./run-sdk.js";

/** No JSON: no model can make anything of it, and whether one may be called is judged before. */
const NOTHING = "spillway doctor";

/** Calls a model with a body that can't be served. */
export const invokeNothing: InvokeNothing = async (operation, region, modelId) => {
  const sdk = await loadSdk();
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
