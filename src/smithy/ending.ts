import { classify } from "../outcome/classify.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { LanePermit } from "../routing/lane.js";
import type { AttemptSpan } from "../telemetry/spans.js";
import { record } from "./context.js";
import type { Call, Governor } from "./governor.js";
import type { StreamEnd } from "./stream.js";
import { settledTokens } from "./tokens.js";

/** One attempt under way. */
interface Attempted {
  readonly governor: Governor;
  readonly call: Call;
  readonly permit: LanePermit;
  readonly span: AttemptSpan;
  readonly number: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The one end of one attempt: permit, span, event; of a stream, the end of its call too. Holds nothing of the answer,
 * so that a stream that its consumer drops can be collected, and so end here as well.
 */
export class Ending {
  readonly #attempted: Attempted;
  readonly #startedAt: number;
  #metadata: Record<string, unknown> = {};

  constructor(attempted: Attempted) {
    this.#attempted = attempted;
    this.#startedAt = attempted.governor.settings.clock.now();
  }

  /** The service has begun to answer. */
  answered(metadata: unknown): void {
    this.#metadata = record(metadata);
  }

  served(usage: unknown): void {
    this.#end("success", undefined, settledTokens(usage, this.#attempted.call.lane.name.model));
  }

  failed(error: unknown): OutcomeClass {
    const { call, signal } = this.#attempted;
    const outcome = classify(error, signal?.aborted === true, call.lane.capacityCodes);
    const { $metadata } = record(error);
    if ($metadata !== undefined) this.#metadata = record($metadata);
    // A refused request has used nothing; what else became of it we do not know, so its estimate stands.
    const refused = LESSONS[outcome].permit === "throttled" || LESSONS[outcome].permit === "unavailable";
    this.#end(outcome, error, refused ? 0 : undefined);
    return outcome;
  }

  stream(end: StreamEnd): void {
    const { call, signal } = this.#attempted;
    if (end.how === "complete") this.served(end.usage);
    else if (end.how === "failed") this.failed(end.error);
    else this.#end(signal?.aborted || end.how === "left" ? "client_abort" : "server", undefined);
    call.span.end({ outcome: end.how === "complete" ? "success" : end.how, attempts: call.attempts });
  }

  #end(outcome: OutcomeClass, error: unknown, tokens?: number): void {
    const { governor, call, permit, span, number } = this.#attempted;
    const heldMs = governor.settings.clock.now() - this.#startedAt;
    permit.end(outcome, tokens);
    const { requestId, httpStatusCode } = this.#metadata;
    span.end({
      outcome,
      requestId: typeof requestId === "string" ? requestId : undefined,
      status: typeof httpStatusCode === "number" ? httpStatusCode : undefined,
      errorType: outcome === "success" ? undefined : error instanceof Error ? error.name : outcome,
    });
    governor.emit("attempt", { ...call.lane.name, attempt: number, outcome, heldMs });
  }
}
