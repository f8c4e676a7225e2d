import { context, type SpanContext } from "@opentelemetry/api";
import type { LaneName } from "../events.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { Board } from "./board.js";
import type { AttemptSpan, CallSpan, Traced } from "./spans.js";
import type {
  AttemptEnd,
  AttemptStart,
  AttemptTelemetry,
  CallEnd,
  CallTelemetry,
  Waited,
} from "./telemetry.js";
import { type Told, toldOfStream } from "./told.js";

/** Where what is seen of calls goes. */
export interface Recording {
  /** Where metrics go, if anybody has registered. */
  readonly board: Board | undefined;
  /** Writes a log record below this span, where somebody wants it and there is something to tell. */
  tell(below: Traced | undefined, told: () => Told | undefined): void;
  /** Runs `fn`; a fault of telemetry never reaches a call. */
  safely<T>(fn: () => T): T | undefined;
  /** Events told within `fn` are told because of this attempt. */
  deciding(attempt: AttemptSpan | undefined, fn: () => void): void;
  /** The attempt that opened the breaker before this lane. */
  tripOf(service: string, lane: LaneName): SpanContext | undefined;
}

/** Runs `fn` with a span as the active one, where there is one. */
function within<T>(recorder: Recording, traced: Traced | undefined, fn: () => Promise<T>): Promise<T> {
  if (traced === undefined) return fn();
  let begun: Promise<T> | undefined;
  const run = (): Promise<T> => {
    begun = fn();
    return begun;
  };
  // What `fn` throws is not a fault of telemetry; it is an async function, and throws nothing.
  return recorder.safely(() => context.with(traced.context, run)) ?? begun ?? fn();
}

/** A call as spans and metrics, whichever of them anybody wants. */
export class ObservedCall implements CallTelemetry {
  readonly #recorder: Recording;
  readonly #lane: LaneName;
  readonly #service: string;
  readonly #span: CallSpan | undefined;

  constructor(recorder: Recording, lane: LaneName, service: string, span: CallSpan | undefined) {
    this.#recorder = recorder;
    this.#lane = lane;
    this.#service = service;
    this.#span = span;
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return within(this.#recorder, this.#span, fn);
  }

  attempt(start: AttemptStart): AttemptTelemetry {
    const recorder = this.#recorder;
    const span = recorder.safely(() => {
      const trip = start.permit.probe ? recorder.tripOf(this.#service, start.lane.name) : undefined;
      return this.#span?.attempt(start, trip);
    });
    return new ObservedAttempt(recorder, start, span);
  }

  waiting<T extends Waited>(granted: Promise<T>, queued: () => number): Promise<T> {
    const recorder = this.#recorder;
    const span = recorder.safely(() => this.#span?.wait(queued()));
    if (span === undefined) return granted;
    // Looks on only: who waits gets it no later than without.
    granted.then(
      ({ waitedMs }) => recorder.safely(() => span.granted(waitedMs)),
      (error: unknown) => recorder.safely(() => span.refused(error)),
    );
    return granted;
  }

  end(end: CallEnd): void {
    this.#recorder.tell(this.#span, () => toldOfStream(this.#lane, end.outcome));
    this.#recorder.safely(() => {
      this.#span?.end(end);
      const { board } = this.#recorder;
      if (board === undefined) return;
      board.record("callDuration", end.tookMs / 1000, board.labels.ofOutcome(this.#lane, end.outcome));
    });
  }
}

class ObservedAttempt implements AttemptTelemetry {
  readonly #recorder: Recording;
  readonly #start: AttemptStart;
  readonly #span: AttemptSpan | undefined;

  constructor(recorder: Recording, start: AttemptStart, span: AttemptSpan | undefined) {
    this.#recorder = recorder;
    this.#start = start;
    this.#span = span;
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return within(this.#recorder, this.#span, fn);
  }

  deciding(fn: () => void): void {
    this.#recorder.deciding(this.#span, fn);
  }

  end(end: AttemptEnd): void {
    this.#recorder.safely(() => this.#span?.end(end));
    this.#recorder.safely(() => this.#measure(end));
  }

  #measure({ outcome, heldMs, firstChunkMs, settled }: AttemptEnd): void {
    const { board } = this.#recorder;
    if (board === undefined) return;
    const { lane, waitedMs, permit } = this.#start;
    const labels = board.labels.of(lane.name);
    const byOutcome = board.labels.ofOutcome(lane.name, outcome);
    board.add("attempts", 1, byOutcome);
    board.record("attemptDuration", heldMs / 1000, byOutcome);
    board.record("queueWait", waitedMs / 1000, labels);
    if (isRejection(outcome)) board.add("rejections", 1, byOutcome);
    if (firstChunkMs !== undefined) board.record("firstChunk", firstChunkMs / 1000, labels);
    if (permit.reserved > 0) board.add("reserved", permit.reserved, labels);
    if (settled === undefined) return;
    if (settled > 0) board.add("settled", settled, labels);
    if (permit.reserved > settled) board.add("refunded", permit.reserved - settled, labels);
  }
}

function isRejection(outcome: OutcomeClass): boolean {
  const { permit } = LESSONS[outcome];
  return permit === "throttled" || permit === "unavailable";
}
