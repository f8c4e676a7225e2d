import type { Emit, LaneName } from "../events.js";
import type { BreakerSnapshot } from "../health/snapshot.js";
import type { OutcomeClass } from "../outcome/outcome.js";
import type { LaneSnapshot, LaneView } from "../routing/lane-snapshot.js";

/** How a call ended, without a word of its content. */
export interface CallEnd {
  /** `success`, `failed`, or how its stream ended. */
  readonly outcome: string;
  readonly errorType?: string | undefined;
  readonly attempts: number;
  /** From `send()` to the end, in ms. */
  readonly tookMs: number;
}

export interface AttemptEnd {
  readonly outcome: OutcomeClass;
  readonly errorType?: string | undefined;
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  /** Milliseconds that it held its permit. */
  readonly heldMs: number;
  /** Of a stream: milliseconds until its first event. */
  readonly firstChunkMs?: number | undefined;
  /** Tokens that it used in the end, where that is known. */
  readonly settled?: number | undefined;
}

/** Where an attempt goes instead of home, and why. */
export interface Spilled {
  readonly route: LaneName & { readonly otherModel: boolean };
  readonly reason: string;
}

export interface AttemptStart {
  readonly number: number;
  readonly waitedMs: number;
  /** Undefined at home. */
  readonly spill: Spilled | undefined;
  /** Where it goes. */
  readonly lane: { readonly name: LaneName; readonly view: LaneView };
  /** What lets it go: tokens reserved for it, and whether it asks if a breaker may close. */
  readonly permit: { readonly reserved: number; readonly probe: boolean };
}

/** What a wait ends with: milliseconds in line. */
export interface Waited {
  readonly waitedMs: number;
}

interface Active {
  /** Runs `fn` with this span as the active one. */
  run<T>(fn: () => Promise<T>): Promise<T>;
}

export interface AttemptTelemetry extends Active {
  /** What is decided within `fn`, and told as events, is decided because of this attempt. */
  deciding(fn: () => void): void;
  end(end: AttemptEnd): void;
}

export interface CallTelemetry extends Active {
  attempt(start: AttemptStart): AttemptTelemetry;
  /** The call waits for a permit. `queued`: how many wait at its home; asked where somebody wants to know. */
  waiting<T extends Waited>(granted: Promise<T>, queued: () => number): Promise<T>;
  end(end: CallEnd): void;
}

/** What an instance shows at any moment. */
export interface Source {
  /** `over`: it was closed or drained, and nothing of it is under way, so that there is nothing to show any more. */
  readonly life: { readonly over: boolean };
  snapshot(): { readonly lanes: readonly LaneSnapshot[]; readonly breakers: readonly BreakerSnapshot[] };
}

/** At once where nobody looks on; else the first call waits until the parts are loaded. */
export type StartCall = (
  lane: LaneName,
  service: string,
  operation: string,
) => CallTelemetry | Promise<CallTelemetry>;

export interface Telemetry {
  readonly startCall: StartCall;
  /** Is told every event. */
  readonly hear: Emit;
  /** An instance whose lanes shall be shown as long as it lives. */
  watch(source: Source): void;
}

const SILENT: CallTelemetry & AttemptTelemetry = {
  run: (fn) => fn(),
  attempt: () => SILENT,
  waiting: (granted) => granted,
  deciding: (fn) => fn(),
  end: () => undefined,
};

export const silent: CallTelemetry = SILENT;

export const noTelemetry: Telemetry = {
  startCall: () => SILENT,
  hear: () => undefined,
  watch: () => undefined,
};
