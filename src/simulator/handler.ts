import { Readable } from "node:stream";
import { Exchange, type Sink, type World } from "./exchange.js";
import { regionOfHost } from "./region.js";

/** What the handler reads of a Smithy request. */
export interface HandledRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** A Smithy response; its body is a Node Readable, and destroying it leaves the answer. */
export interface HandledResponse {
  statusCode: number;
  reason?: string;
  headers: Record<string, string>;
  body?: unknown;
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

const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code });

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

/** One answer on its way to an SDK client: a promise of the head, then a body that fills. */
class Delivery implements Sink {
  readonly response: Promise<{ response: HandledResponse }>;
  readonly #body: Readable;
  #leave: () => void = () => {};
  #resolve: (value: { response: HandledResponse }) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const destroy = (error: Error | null, done: (error: Error | null) => void): void => {
      this.#leave();
      done(error);
    };
    this.#body = new Readable({ read() {}, destroy });
    // Nobody may be reading when it breaks; without a listener that would end the process.
    this.#body.on("error", () => {});
  }

  /** `leave` is called once when the body is over or destroyed, or the request has failed. */
  whenLeft(leave: () => void): void {
    this.#leave = leave;
  }

  head({ status, headers }: Parameters<Sink["head"]>[0]): void {
    this.#resolve({ response: { statusCode: status, headers: { ...headers }, body: this.#body } });
  }

  chunk(bytes: Uint8Array): void {
    // A copy: frames are shared between answers.
    this.#body.push(Buffer.from(bytes));
  }

  end(): void {
    this.#body.push(null);
  }

  cut(): void {
    this.fail(coded("aborted", "ECONNRESET"));
  }

  fail(error: Error): void {
    this.#reject(error);
    this.#body.destroy(error);
  }
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
