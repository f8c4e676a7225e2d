export type Api = typeof import("@opentelemetry/api");

/**
 * Where the API keeps what an application has registered, for all of its copies in a process (every 1.x the same). To
 * look there costs nothing, and spares those who don't trace the loading of the API, which takes longer than all else
 * that we load.
 */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/** Whether somebody has registered a tracer; may change at any time. */
export function someoneTraces(): boolean {
  const registered = (globalThis as { [REGISTERED]?: { readonly trace?: unknown } })[REGISTERED];
  return registered?.trace !== undefined;
}

export const loadApi = (): Promise<Api> => import("@opentelemetry/api");
