import type { Emit } from "../events.js";
import type { Demand } from "../flow/lane-tokens.js";
import type { Caller } from "../flow/permit.js";
import type { Random } from "../random.js";
import type { Lane } from "../routing/lane.js";
import type { Route } from "../routing/route.js";
import type { Settings } from "../settings/settings.js";
import type { CallTelemetry, StartCall, Telemetry } from "../telemetry/telemetry.js";
import type { WarnOnce } from "../warn.js";

/** Who is told of what an instance does. */
export interface Audience {
  readonly emit: Emit;
  readonly telemetry: Telemetry;
  readonly warnOnce: WarnOnce;
  /** Told of the logger of each client whose calls come. */
  readonly logTo: (logger: unknown) => void;
}

/** What the middlewares need of the wiring above them. */
export interface Governor {
  /** As they are now: to be read at use. */
  readonly settings: Settings;
  readonly random: Random;
  readonly emit: Emit;
  readonly startCall: StartCall;
  readonly warnOnce: WarnOnce;
  /** A client's own logger, as a call shows it. */
  readonly logTo: (logger: unknown) => void;
  /** Lets a call in, or not. @throws SpillwayError `CLOSED` */
  enter(): void;
  /** The call that {@link enter} let in has settled. `home`: where it had found its lane. */
  leave(home: Lane | undefined): void;
  /** Quotas are read with the credentials of the first client that is known. */
  askAs(client: { readonly config: unknown }): void;
  /** A place at the end of the line. */
  nextTicket(): number;
  /** A call's home: made when it is first needed, and kept until the call leaves. */
  lane(service: string, region: string, model: string): Lane;
  /** A lane as the one place that serves what is bound to it. */
  home(lane: Lane): Route;
  /** All places that may serve such a call, home among them, in order of preference. */
  routes(service: string, operation: string, home: Lane): readonly Route[];
}

/** One call, from the middleware outside the SDK's retry loop to the one inside. Kept by its request object. */
export interface Call {
  readonly ticket: number;
  readonly told: CallTelemetry;
  /** By the clock of waits. */
  readonly calledAt: number;
  /** At home. */
  readonly lane: Lane;
  /** `BedrockRuntime` for `BedrockRuntimeClient`. */
  readonly service: string;
  /** `Converse` for `ConverseCommand`. */
  readonly operation: string;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  readonly caller: Caller;
  /** What the caller wants to have reserved. */
  readonly tokens: number | undefined;
  attempts: number;
  delayMs: number;
  /** The answer is a stream: its end, and not that of `send()`, is the end of the call. */
  streaming: boolean;
  /** What it asks of token quotas; read when one first matters. */
  demand?: Demand;
  /** Set when the call has failed for good: the failure, and what the SDK's loop gets to see in its place. */
  failure?: { readonly error: unknown; readonly masked: Error };
}

/**
 * The request is the one object that is the same over all attempts of a call and never shared by two: context and
 * command may be shared (`cacheMiddleware`, one command sent twice).
 */
export type Calls = WeakMap<object, Call>;
