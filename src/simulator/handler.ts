import { coded, connectionRefused, Delivery, type HandledResponse } from "./delivery.js";
import { Exchange, type World } from "./exchange.js";
import { regionOfHost } from "./region.js";

/** What the handler reads of a Smithy request. */
export interface HandledRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** An AbortSignal, or the older kind that knows `onabort` only. */
export interface SignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  // biome-ignore lint/complexity/noBannedTypes: Smithy's own type of the older signal.
  onabort: ((this: AbortSignal, event: Event) => unknown) | Function | null;
  addEventListener?(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** Fits `requestHandler` of any AWS SDK v3 client. */
export interface SimulatorHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: HandledRequest,
    options?: { abortSignal?: SignalLike },
  ): Promise<{ response: HandledResponse }>;
  /** Does nothing: clients may share the handler. */
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
}

function abortError(signal: SignalLike): Error {
  const error = new Error("Request aborted", signal.reason === undefined ? {} : { cause: signal.reason });
  error.name = "AbortError";
  return error;
}

/** Calls back once when the signal fires; what it returns stops that. */
function onAbort(signal: SignalLike | undefined, fn: () => void): () => void {
  if (signal?.addEventListener) {
    signal.addEventListener("abort", fn, { once: true });
    return () => signal.removeEventListener?.("abort", fn);
  }
  if (signal) signal.onabort = fn;
  return () => {};
}

async function bytesOf(body: unknown): Promise<string | Uint8Array> {
  if (body === undefined || body === null) return "";
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array | string>) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/**
 * The in-process face: requests of an SDK client go straight to the model.
 *
 * @param fixed region of every request; without it the host name tells, and where that names none, the only region
 */
export function createHandler(world: World, fixed: string | undefined): SimulatorHandler {
  const { regions } = world.model.settings;
  const regionFor = (host: string): string => {
    const named = regionOfHost(host);
    if (fixed !== undefined && named !== undefined && named !== fixed) {
      throw new Error(`a request for ${named} at handler("${fixed}"): for several regions use handler()`);
    }
    const region = fixed ?? named ?? (regions.length === 1 ? regions[0] : undefined);
    if (region !== undefined && regions.includes(region)) return region;
    const hint =
      region === undefined ? "names no region: use handler(region)" : "is not a region of the simulator";
    throw coded(`getaddrinfo ENOTFOUND ${host} (${region ?? host} ${hint})`, "ENOTFOUND");
  };
  const handle: SimulatorHandler["handle"] = async (request, { abortSignal } = {}) => {
    const region = regionFor(request.hostname);
    if (abortSignal?.aborted) throw abortError(abortSignal);
    const body = await bytesOf(request.body);
    if (abortSignal?.aborted) throw abortError(abortSignal);
    const { method, path, hostname: host } = request;
    const headers = { host, ...request.headers };
    if (world.model.refusesConnection(region, world.now())) throw connectionRefused();
    const delivery = new Delivery();
    const exchange = new Exchange(world, region, { method, path, headers, body }, delivery);
    const forget = onAbort(abortSignal, () => {
      exchange.cancel();
      if (abortSignal) delivery.fail(abortError(abortSignal));
    });
    delivery.whenLeft(() => {
      forget();
      exchange.cancel();
    });
    return delivery.response;
  };
  return {
    metadata: { handlerProtocol: "simulator" },
    handle,
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}
