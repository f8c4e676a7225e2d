import type { MiddlewareStack } from "@smithy/types";
import { SpillwayError } from "./errors.js";
import { createEmitter, type Listener, type SpillwayEventName } from "./events.js";
import { Governed, type SpillwaySnapshot } from "./governed.js";
import type { SpillwayOptions } from "./settings/options.js";
import { resolveSettings } from "./settings/resolve.js";
import type { Settings } from "./settings/settings.js";
import type { ClientRegion } from "./smithy/call.js";
import { type ClientLike, regionOfClient } from "./smithy/client.js";
import type { Calls } from "./smithy/governor.js";
import { install } from "./smithy/plugin.js";
import { noTelemetry, openTelemetry } from "./telemetry/spans.js";
import { warn } from "./warn.js";

/** A plugin for the middleware stack of any AWS SDK v3 client, with the state of all lanes behind it. */
export interface Spillway {
  /** Called by `client.middlewareStack.use()`. */
  applyToStack<Input extends object, Output extends object>(stack: MiddlewareStack<Input, Output>): void;
  /** All lanes and breakers as they stand, as plain JSON. */
  snapshot(): SpillwaySnapshot;
  /** Listens to decisions; returns the function that stops it. A listener that throws hurts nobody. */
  on<Name extends SpillwayEventName>(event: Name, listener: Listener<Name>): () => void;
  /** Refuses new calls (`CLOSED`) and settles when all that had begun have ended, streams included. */
  drain(): Promise<void>;
  /** Refuses new calls and all that wait (`CLOSED`), at once. What is in flight ends by itself. */
  close(): void;
  /** {@link Spillway.drain}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const attachments = new WeakMap<Spillway, Attach>();

type Attach = <Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  clientRegion: ClientRegion,
) => void;

/**
 * Makes a plugin that regulates a client's calls: `client.middlewareStack.use(spillway())`.
 *
 * One instance may serve several clients, which then share its lanes; added twice to one client it acts once.
 *
 * @param options every setting, all optional; `docs/tuning.md` lists them with their variables
 * @throws SpillwayError `INVALID_SETTING`, naming option, variable, value and range
 */
export function spillway(options?: SpillwayOptions): Spillway {
  const { settings, warnings } = resolveSettings(options);
  refuseUnbuilt(settings);
  const say = (message: string): void => {
    warn(message);
    emitter.emit("warning", { message });
  };
  const emitter = createEmitter((error) => warn(`a listener threw: ${String(error)}`));
  const faults = once((error) => say(`telemetry failed, calls go on without it: ${String(error)}`));
  const startCall = settings.telemetry ? openTelemetry(faults) : noTelemetry;
  const governed = new Governed(settings, emitter, startCall);
  const calls: Calls = new WeakMap();
  const instance: Spillway = {
    applyToStack: (stack) => install(stack, governed, calls, async () => undefined),
    snapshot: () => governed.snapshot(),
    on: (event, listener) => emitter.on(event, listener),
    drain: () => governed.drain(),
    close: () => governed.close(),
    [Symbol.asyncDispose]: () => governed.drain(),
  };
  attachments.set(instance, (stack, clientRegion) => install(stack, governed, calls, clientRegion));
  for (const message of warnings) say(message);
  return instance;
}

/**
 * Adds a plugin to a client and returns the client. Since it sees the client, it also knows its region where the
 * request names none (bearer token at a custom endpoint).
 *
 * @param options the settings, or an instance whose lanes this client shall share
 */
export function withSpillway<Client extends ClientLike<Spillway>>(
  client: Client,
  options?: SpillwayOptions | Spillway,
): Client {
  const instance = isInstance(options) ? options : spillway(options);
  const attach = attachments.get(instance);
  if (attach === undefined) client.middlewareStack.use(instance);
  else {
    const applyToStack: Spillway["applyToStack"] = (stack) => attach(stack, regionOfClient(client.config));
    client.middlewareStack.use({ ...instance, applyToStack });
  }
  return client;
}

/** An instance of another copy of this package counts too. */
function isInstance(value: SpillwayOptions | Spillway | undefined): value is Spillway {
  return typeof value === "object" && value !== null && "applyToStack" in value;
}

/** Better refused than silently not done. */
function refuseUnbuilt({ regions, targets, models, clientFor, endpointFor }: Settings): void {
  const asked = [
    regions.length > 1 && "regions (SPILLWAY_REGIONS)",
    (targets.length > 0 || models.some((rule) => rule.targets !== undefined)) && "targets",
    clientFor !== undefined && "clientFor",
    endpointFor !== undefined && "endpointFor",
  ].filter((name) => name !== false);
  if (asked.length === 0) return;
  throw new SpillwayError(
    "INVALID_SETTING",
    `${asked.join(", ")}: this version serves a call only in the region and with the model that it names. Leave it out, or name the client's own region alone.`,
  );
}

function once(fn: (error: unknown) => void): (error: unknown) => void {
  let done = false;
  return (error) => {
    if (!done) fn(error);
    done = true;
  };
}
