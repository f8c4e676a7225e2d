import type { MiddlewareStack } from "@smithy/types";
import { createEmitter, type Emit, type Emitter, type Listener, type SpillwayEventName } from "./events.js";
import { nameOfThrown } from "./field.js";
import { Governed, type SpillwaySnapshot } from "./governed.js";
import type { SpillwayOptions } from "./settings/options.js";
import { resolveSettings } from "./settings/resolve.js";
import type { Settings } from "./settings/settings.js";
import { type UpdateOptions, updateSettings } from "./settings/update.js";
import { Bearers } from "./smithy/bearers.js";
import type { ClientLike } from "./smithy/client.js";
import { diagnose } from "./telemetry/api.js";
import { ClientLog } from "./telemetry/client-log.js";
import { openTelemetry } from "./telemetry/open.js";
import { noTelemetry } from "./telemetry/telemetry.js";
import { warn, warnOnce } from "./warn.js";

/** A plugin for the middleware stack of any AWS SDK v3 client, with the state of all lanes behind it. */
export interface Spillway {
  /** Called by `client.middlewareStack.use()`. */
  applyToStack<Input extends object, Output extends object>(stack: MiddlewareStack<Input, Output>): void;
  /** All lanes and breakers as they stand, as plain JSON. */
  snapshot(): SpillwaySnapshot;
  /** Listens to decisions; returns the function that stops it. A listener that throws hurts nobody. */
  on<Name extends SpillwayEventName>(event: Name, listener: Listener<Name>): () => void;
  /**
   * Sends nothing more to a region until {@link Spillway.forceClose}: calls go elsewhere, or are refused (`CIRCUIT_OPEN`).
   *
   * @throws SpillwayError `INVALID_SETTING` for what is no region name
   */
  forceOpen(region: string): void;
  /**
   * Closes the breakers of a region, whatever opened them; from then on they open again by the usual rules.
   *
   * @throws SpillwayError `INVALID_SETTING` for what is no region name
   */
  forceClose(region: string): void;
  /**
   * Changes settings while calls are under way. What is named takes the place of the present value, `null` takes it
   * back to the default, and what is not named stays. Known lanes, breakers and lines go on by it from now on, with
   * all that they have learnt; a call under way keeps its number of attempts, its pauses and its places. Nothing that
   * is in flight is cancelled: a smaller window waits for permits to end. Who waits goes on waiting, and is refused only
   * for what he asks: where nobody may be served any more (`residency`), or nobody waits (`breaker.whenOpen`, a request
   * above its quota).
   *
   * @throws SpillwayError `INVALID_SETTING`, naming option, value and range, and then nothing has changed; also for
   * what can't be changed: `mode`, `telemetry`, `clock`, `random`, `clientFor`, `endpointFor`, `restore`
   */
  update(options: UpdateOptions): void;
  /** Refuses new calls (`CLOSED`) and settles when all that had begun have ended, streams included. */
  drain(): Promise<void>;
  /** Refuses new calls and all that wait (`CLOSED`), at once. What is in flight ends by itself. */
  close(): void;
  /** {@link Spillway.drain}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How {@link withSpillway} adds an instance, of whatever copy of this package, to a client whose region it can ask. */
const ATTACH = Symbol.for("spillway.attach");

interface Attachable extends Spillway {
  [ATTACH]<Input extends object, Output extends object>(
    stack: MiddlewareStack<Input, Output>,
    client: ClientLike<never>,
  ): void;
}

/**
 * Makes a plugin that regulates a client's calls: `client.middlewareStack.use(spillway())`.
 *
 * One instance may serve several clients, which then share its lanes; added twice to one client it acts once.
 *
 * @param options every setting, all optional; `docs/tuning.md` lists them with their variables
 * @throws SpillwayError `INVALID_SETTING`, naming option, variable, value and range
 */
export function spillway(options?: SpillwayOptions): Spillway {
  let resolved = resolveSettings(options);
  const emitter = createEmitter((error) =>
    warn(`a listener of an event threw ${nameOfThrown(error)}; calls go on`),
  );
  const { governed, say } = governedBy(resolved.settings, emitter);
  const bearers = new Bearers(governed);
  // Heard by listeners that are added in the same tick.
  for (const message of resolved.warnings) queueMicrotask(() => say(message));
  const instance: Attachable = {
    applyToStack: (stack) => bearers.add(stack, undefined),
    [ATTACH]: (stack, client) => bearers.add(stack, client),
    snapshot: () => governed.snapshot(),
    on: (event, listener) => emitter.on(event, listener),
    forceOpen: (region) => governed.forceOpen(region),
    forceClose: (region) => governed.forceClose(region),
    update: (changes) => {
      const next = updateSettings(resolved, changes);
      bearers.check(next.settings);
      resolved = next;
      governed.update(next.settings);
      for (const message of next.warnings) say(message);
    },
    drain: () => governed.drain(),
    close: () => governed.close(),
    [Symbol.asyncDispose]: () => governed.drain(),
  };
  return instance;
}

/**
 * Adds a plugin to a client and returns the client. Since it sees the client, it can make others like it for other
 * regions, and knows its region where the request names none (bearer token at a custom endpoint).
 *
 * @param options the settings, or an instance whose lanes this client shall share
 * @throws SpillwayError `INVALID_SETTING`, as {@link spillway}; also where the settings name another region, the client has
 * an endpoint of its own, and neither `endpointFor` nor `clientFor` is given
 */
export function withSpillway<Client extends ClientLike<Spillway>>(
  client: Client,
  options?: SpillwayOptions | Spillway,
): Client {
  // Every instance is attachable; its public type does not say so.
  const instance = (isInstance(options) ? options : spillway(options)) as Attachable;
  client.middlewareStack.use({ ...instance, applyToStack: (stack) => instance[ATTACH](stack, client) });
  return client;
}

/** An instance of another copy of this package counts too. */
function isInstance(value: SpillwayOptions | Spillway | undefined): value is Spillway {
  return typeof value === "object" && value !== null && ATTACH in value;
}

type Say = (message: string) => void;

/** An instance, and what tells the operator of the process and who listens. */
function governedBy(
  settings: Settings,
  emitter: Emitter,
): { readonly governed: Governed; readonly say: Say } {
  const fault = once((error) => {
    const message = `telemetry threw ${nameOfThrown(error)}; calls go on`;
    diagnose(message);
    say(message);
  });
  const telemetry = settings.telemetry ? openTelemetry(fault) : noTelemetry;
  const log = new ClientLog(settings.clock, fault);
  const emit: Emit = (name, event) => {
    telemetry.hear(name, event);
    log.hear(name, event);
    emitter.emit(name, event);
  };
  const say: Say = (message) => {
    warn(message);
    emit("warning", { message });
  };
  const audience = { emit, telemetry, warnOnce: warnOnce(say), logTo: log.to };
  return { governed: new Governed(settings, audience), say };
}

function once(fn: (error: unknown) => void): (error: unknown) => void {
  let done = false;
  return (error) => {
    if (done) return;
    // First: who is told may be at fault, too.
    done = true;
    fn(error);
  };
}
