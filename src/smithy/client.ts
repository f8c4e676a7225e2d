import type { ClientRegion } from "./call.js";
import { record } from "./context.js";

/** The documented shape of every SDK v3 client, as far as we use it. */
export interface ClientLike<Plugin> {
  readonly middlewareStack: { use(plugin: Plugin): void };
  readonly config: unknown;
}

/** The region that a client was made for; asked at each call, since it may be a provider. */
export function regionOfClient(config: unknown): ClientRegion {
  return async () => {
    const { region } = record(config);
    const resolved: unknown = typeof region === "function" ? await region.call(config) : region;
    return typeof resolved === "string" ? resolved : undefined;
  };
}
