import { context, type SpanContext } from "@opentelemetry/api";
import type { Emit, LaneName, SpillwayEventName, SpillwayEvents } from "../events.js";
import { VERSION } from "../version.js";
import { logProvider, registered } from "./api.js";
import { type Board, boardOf } from "./board.js";
import { showAlways } from "./gauges.js";
import { LABEL } from "./names.js";
import { ObservedCall, type Recording } from "./observed.js";
import { emitRecord } from "./records.js";
import { type AttemptSpan, CallSpan, type Traced } from "./spans.js";
import type { CallTelemetry, Source } from "./telemetry.js";
import { type Told, toldOf } from "./told.js";

type OnFault = (error: unknown) => void;

/** Of breakers that are forgotten while they are open nobody tells that they have closed. */
const MOST_TRIPS = 1000;

/** Which breaker, as one text. */
const breakerKey = (service: string, region: string, model = ""): string => `${service} ${region} ${model}`;

/** Makes of one instance's calls and events what the application has registered for: spans, metrics, log records. */
export class Recorder implements Recording {
  readonly #onFault: OnFault;
  /** The attempt because of which events are being told right now. */
  #because: AttemptSpan | undefined;
  /** The attempts that opened the breakers that are not closed. */
  readonly #trips = new Map<string, SpanContext>();

  constructor(onFault: OnFault, source: Source | undefined) {
    this.#onFault = onFault;
    if (source !== undefined) showAlways(source);
  }

  startCall(lane: LaneName, service: string, operation: string): CallTelemetry {
    const { trace } = registered();
    // Gauges are there from the first call on, and not only once something is counted at its end.
    void this.board;
    const span = this.safely(() =>
      trace === undefined
        ? undefined
        : new CallSpan(trace.getTracer("spillway", VERSION), lane, service, operation),
    );
    return new ObservedCall(this, lane, service, span);
  }

  safely<T>(fn: () => T): T | undefined {
    try {
      return fn();
    } catch (error) {
      this.#onFault(error);
      return undefined;
    }
  }

  get board(): Board | undefined {
    const { metrics } = registered();
    return metrics === undefined ? undefined : this.safely(() => boardOf(metrics));
  }

  deciding(attempt: AttemptSpan | undefined, fn: () => void): void {
    const outer = this.#because;
    this.#because = attempt;
    try {
      fn();
    } finally {
      this.#because = outer;
    }
  }

  tripOf(service: string, { region, model }: LaneName): SpanContext | undefined {
    return (
      this.#trips.get(breakerKey(service, region, model)) ?? this.#trips.get(breakerKey(service, region))
    );
  }

  hear: Emit = (name, event) => {
    // The end of an attempt is told with more than the event holds.
    if (name === "attempt") return;
    this.safely(() => {
      const { board } = this;
      const because = this.#because;
      if (board !== undefined) COUNT[name]?.(board, event);
      because?.decided(name, event);
      if (name === "breaker") this.#tripped(event as SpillwayEvents["breaker"], because); // by its name
      this.tell(because, () => toldOf(name, event));
    });
  };

  tell(below: Traced | undefined, told: () => Told | undefined): void {
    this.safely(() => {
      const provider = logProvider();
      const record = provider && told();
      if (provider !== undefined && record !== undefined) {
        emitRecord(provider, record, below?.context ?? context.active());
      }
    });
  }

  #tripped(
    { service, region, model, to }: SpillwayEvents["breaker"],
    because: AttemptSpan | undefined,
  ): void {
    const key = breakerKey(service, region, model);
    if (to === "closed") this.#trips.delete(key);
    if (to !== "open" || because === undefined) return;
    this.#trips.set(key, because.span.spanContext());
    const [oldest = key] = this.#trips.keys();
    if (this.#trips.size > MOST_TRIPS) this.#trips.delete(oldest);
  }
}

type Count = {
  readonly [Name in SpillwayEventName]?: (board: Board, event: SpillwayEvents[Name]) => void;
};

const COUNT: Count = {
  window: (board, { region, model, reason }) =>
    board.add("windowChanges", 1, { ...board.labels.of({ region, model }), [LABEL.reason]: reason }),
  breaker: (board, { service, region, model, to }) =>
    board.add("transitions", 1, { ...board.labels.ofBreaker({ service, region, model }), [LABEL.to]: to }),
  retry: (board, { region, model, outcome }) =>
    board.add("retries", 1, board.labels.ofOutcome({ region, model }, outcome)),
  unrepeated: (board, { region, model, outcome }) =>
    board.add("unrepeated", 1, board.labels.ofOutcome({ region, model }, outcome)),
  spill: (board, { to, reason }) =>
    board.add("spills", 1, {
      ...board.labels.of({ region: to.region, model: to.model }),
      [LABEL.reason]: reason,
    }),
  refused: (board, { region, model, code }) =>
    board.add("refusals", 1, { ...board.labels.of({ region, model }), [LABEL.code]: code }),
};
