/** What has a window, quotas and statistics of its own: a region and a model (or profile) id. */
export interface LaneName {
  readonly region: string;
  readonly model: string;
}

export type BreakerState = "closed" | "open" | "halfOpen";

/** One event per decision, with the inputs of that decision. Never a prompt, an answer, a credential or a header. */
export interface SpillwayEvents {
  /** An attempt ended; a stream's attempt ends with the stream. */
  readonly attempt: LaneName & {
    /** 1 for the first attempt of its call. */
    readonly attempt: number;
    /** The class in our table, for example `success`, `quota.tokens`, `capacity`. */
    readonly outcome: string;
    /** Milliseconds that it held its permit. */
    readonly heldMs: number;
  };
  /** The window moved. */
  readonly window: LaneName & {
    /** Slots before and after. */
    readonly from: number;
    readonly to: number;
    readonly reason: string;
    /** Attempts in flight when it was decided, the one that ended not counted. */
    readonly inFlight: number;
    /** Smoothed service time of served attempts, in milliseconds. */
    readonly roundTripMs: number | undefined;
  };
  /** A quota that nobody told was learnt from refusals, or corrected, or turned out to be none; or it was read. */
  readonly quota: LaneName & {
    readonly unit: "requests" | "tokens";
    /** The estimate per minute before and after; Infinity: none. */
    readonly from: number;
    readonly to: number;
    readonly reason: string;
  };
  /** A breaker changed its state; without `model` it is the region's. */
  readonly breaker: {
    readonly service: string;
    readonly region: string;
    readonly model?: string;
    readonly from: BreakerState;
    readonly to: BreakerState;
    readonly reason: string;
    /** Milliseconds that it will stay open; absent where an operator holds it open. */
    readonly openMs?: number;
  };
  /** A failed attempt will be repeated. */
  readonly retry: LaneName & {
    readonly attempt: number;
    readonly outcome: string;
    readonly delayMs: number;
  };
  /** An attempt goes to another place than home. */
  readonly spill: {
    readonly from: LaneName;
    readonly to: LaneName;
    readonly attempt: number;
    /** Why not home. */
    readonly reason: string;
    /** Whether it is another model, and not only another profile or region of the same. */
    readonly otherModel: boolean;
  };
  /** A failed attempt is not repeated: the bucket that pays for repetitions is drained. */
  readonly unrepeated: LaneName & { readonly attempt: number; readonly outcome: string };
  /** We refused a call ourselves; after a first attempt its caller gets the error of that one instead. */
  readonly refused: LaneName & { readonly code: string };
  /** Something the user should know and mend. Said once each. */
  readonly warning: { readonly message: string };
}

export type SpillwayEventName = keyof SpillwayEvents;

export type Listener<Name extends SpillwayEventName> = (event: SpillwayEvents[Name]) => void;

/** Tells of one decision. What the parts below the wiring get to see of the outside. */
export type Emit = <Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name]) => void;

export interface Emitter {
  /** Adds a listener; returns the function that removes it. */
  on<Name extends SpillwayEventName>(name: Name, listener: Listener<Name>): () => void;
  readonly emit: Emit;
}

/**
 * An observer cannot hurt a caller: a listener that throws (or whose promise fails) is caught, reported once to `onFault`, and stays.
 * A listener added or removed while an event is told takes effect from the next event on.
 */
export function createEmitter(onFault: (error: unknown) => void): Emitter {
  const listeners = new Map<string, ReadonlySet<Listener<never>>>();
  let reported = false;
  const report = (error: unknown): void => {
    if (!reported) onFault(error);
    reported = true;
  };
  const call = (listener: Listener<never>, event: unknown): void => {
    try {
      // The map keeps listeners under the name that they were added for, so that the event fits.
      const result = (listener as (event: unknown) => unknown)(event);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
  return {
    on(name, listener) {
      const added = listener as Listener<never>;
      listeners.set(name, new Set([...(listeners.get(name) ?? []), added]));
      return () => {
        listeners.set(name, new Set([...(listeners.get(name) ?? [])].filter((other) => other !== added)));
      };
    },
    emit(name, event) {
      const hearing = listeners.get(name);
      if (hearing !== undefined) for (const listener of hearing) call(listener, event);
    },
  };
}
