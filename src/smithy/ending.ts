import { classify } from "../outcome/classify.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { Lane, LanePermit } from "../routing/lane.js";
import type { AttemptSpan } from "../telemetry/spans.js";
import type { Governor } from "./governor.js";
import type { StreamEnd } from "./stream.js";
import { settledTokens } from "./tokens.js";

/**
 * The one end of one attempt: permit, span, event. Holds nothing of the answer, so that a stream that its consumer
 * drops can be collected, and so end here too.
 */
export class Ending {
  readonly #governor: Governor;
  readonly #lane: Lane;
  readonly #permit: LanePermit;
  readonly #span: AttemptSpan;
  readonly #number: number;
  readonly #signal: AbortSignal | undefined;
  readonly #startedAt: number;

  constructor(
    governor: Governor,
    lane: Lane,
    permit: LanePermit,
    span: AttemptSpan,
    number: number,
    signal: AbortSignal | undefined,
  ) {
    this.#governor = governor;
    this.#lane = lane;
    this.#permit = permit;
    this.#span = span;
    this.#number = number;
    this.#signal = signal;
    this.#startedAt = governor.settings.clock.now();
  }

  served(usage: unknown): void {
    this.#end("success", undefined, settledTokens(usage, this.#lane.name.model));
  }

  failed(error: unknown): OutcomeClass {
    const outcome = classify(error, this.#signal?.aborted === true, this.#lane.capacityCodes);
    // A refused request has used nothing; what else became of it we do not know, so its estimate stands.
    const refused = LESSONS[outcome].permit === "throttled" || LESSONS[outcome].permit === "unavailable";
    this.#end(outcome, error, refused ? 0 : undefined);
    return outcome;
  }

  stream(end: StreamEnd): void {
    if (end.how === "complete") this.served(end.usage);
    else if (end.how === "failed") this.failed(end.error);
    else this.#end(this.#signal?.aborted || end.how === "left" ? "client_abort" : "server", undefined);
  }

  #end(outcome: OutcomeClass, error: unknown, tokens?: number): void {
    const { settings, emit } = this.#governor;
    this.#permit.end(outcome, tokens);
    this.#span.end({
      outcome,
      ...(outcome !== "success" && { errorType: error instanceof Error ? error.name : outcome }),
    });
    emit("attempt", {
      ...this.#lane.name,
      attempt: this.#number,
      outcome,
      heldMs: settings.clock.now() - this.#startedAt,
    });
  }
}
