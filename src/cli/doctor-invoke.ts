import type { InvokeNothing } from "../operate/doctor-doors.js";
import { loadSdk, type Sdk } from "./run-sdk.js";

/** No JSON: no model can make anything of it, and whether one may be called is judged before. */
const NOTHING = "spillway doctor";

/** What calls models with a body that can't be served. */
export interface Invoker {
  readonly invoke: InvokeNothing;
  /** To be called when nothing is called any more. */
  close(): void;
}

export function invoker(): Invoker {
  const clients = new Map<string, InstanceType<Sdk["BedrockRuntimeClient"]>>();
  return {
    invoke: async (operation, region, modelId) => {
      const sdk = await loadSdk();
      const client = clients.get(region) ?? new sdk.BedrockRuntimeClient({ region, maxAttempts: 2 });
      clients.set(region, client);
      const input = { modelId, body: NOTHING, contentType: "application/json" };
      return operation === "InvokeModel"
        ? client.send(new sdk.InvokeModelCommand(input))
        : client.send(new sdk.InvokeModelWithResponseStreamCommand(input));
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
