import { provided } from "../field.js";
import type { ClientRegion } from "./call.js";

/** The documented shape of every SDK v3 client, as far as we use it. */
export interface ClientLike<Plugin> {
  readonly middlewareStack: { use(plugin: Plugin): void };
  readonly config: unknown;
}

/** The region that a client was made for; asked at each call, since it may be a provider. */
export function regionOfClient(config: unknown): ClientRegion {
  return async () => {
    const region = await provided(config, "region");
    return typeof region === "string" ? region : undefined;
  };
}
