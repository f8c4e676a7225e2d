import { field } from "../field.js";
import { classify } from "../outcome/classify.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import { retryAfter } from "../routing/backoff.js";
import type { Lane } from "../routing/lane.js";
import type { LanePermit } from "../routing/lane-permit.js";
import { errorType } from "../telemetry/error-type.js";
import type { AttemptTelemetry } from "../telemetry/telemetry.js";
import { record } from "./context.js";
import type { Call, Governor } from "./governor.js";
import { responseHeaders } from "./request.js";
import type { StreamEnd } from "./streams/watch.js";
import { readUsage } from "./usage.js";

/** One attempt under way. */
interface Attempted {
  readonly governor: Governor;
  readonly call: Call;
  /** Where it was sent. */
  readonly lane: Lane;
  readonly permit: LanePermit;
  readonly told: AttemptTelemetry;
  readonly number: number;
}

/** What came of an attempt that failed, and what the service asked us to wait, in ms, within `retry.capMs`. */
interface Failed {
  readonly outcome: OutcomeClass;
  readonly retryAfterMs: number;
}

/** What streams teach that have neither an end mark nor an error. The tokens that were reserved for them stay taken. */
const UNFINISHED = {
  truncated: "server",
  stalled: "timeout",
  aborted: "client_abort",
  left: "client_abort",
  forgotten: "client_abort",
} as const;

/** Ends of streams that are as their readers wanted them. */
const NO_FAILURE: ReadonlySet<StreamEnd["how"]> = new Set(["complete", "left"]);

/**
 * The one end of one attempt: permit, span, event; of a stream, the end of its call too. Holds nothing of the answer,
 * so that a stream that its consumer drops can be collected, and so end here as well.
 */
export class Ending {
  readonly #attempted: Attempted;
  readonly #startedAt: number;
  #metadata: Record<string, unknown> = {};
  /** Of a stream: until its first event. */
  #firstChunkMs: number | undefined;

  constructor(attempted: Attempted) {
    this.#attempted = attempted;
    this.#startedAt = attempted.governor.settings.clock.now();
  }

  /** The service has begun to answer. */
  answered(metadata: unknown): void {
    this.#metadata = record(metadata);
    const { told, permit } = this.#attempted;
    told.deciding(() => permit.answered());
  }

  /** The first event of a stream is there. */
  began(metadata: unknown): void {
    this.#firstChunkMs = this.#heldMs;
    this.answered(metadata);
  }

  /** Nothing was sent: a presigned request, for example. */
  unsent(): void {
    this.#end("unknown", "unknown", 0);
  }

  /** `told`: what the answer says of its usage. */
  served(told: unknown): void {
    const { lane, call } = this.#attempted;
    const { demand } = call;
    const usage = readUsage(told);
    if (usage !== undefined && demand !== undefined) lane.tokens.learn(demand, usage);
    this.#end("success", undefined, usage === undefined ? undefined : lane.tokens.settled(usage));
  }

  failed(error: unknown): Failed {
    const { governor, call, lane } = this.#attempted;
    const outcome = classify(error, call.signal?.aborted === true, lane.capacityCodes);
    const metadata = field(error, "$metadata");
    if (metadata !== undefined) this.#metadata = record(metadata);
    const { clock, retry } = governor.settings;
    const asked = retryAfter(responseHeaders(error), clock.wallNow());
    const retryAfterMs = Math.min(asked, retry.capMs);
    this.#end(outcome, errorType(error), LESSONS[outcome].tokens === "back" ? 0 : undefined, retryAfterMs);
    return { outcome, retryAfterMs };
  }

  stream(end: StreamEnd): void {
    const { governor, call } = this.#attempted;
    const { how } = end;
    const type = how === "failed" ? errorType(end.error) : NO_FAILURE.has(how) ? undefined : how;
    if (how === "complete") this.served(end.usage);
    else if (how === "failed") this.failed(end.error);
    else this.#end(UNFINISHED[how], type);
    const { attempts, calledAt } = call;
    const tookMs = governor.settings.clock.now() - calledAt;
    call.told.end({ outcome: how === "complete" ? "success" : how, errorType: type, attempts, tookMs });
    if (how === "forgotten") governor.warnOnce("forgotten stream", () => end.why);
  }

  get #heldMs(): number {
    return this.#attempted.governor.settings.clock.now() - this.#startedAt;
  }

  #end(outcome: OutcomeClass, failedWith: string | undefined, tokens?: number, retryAfterMs?: number): void {
    const { governor, lane, permit, told, number } = this.#attempted;
    const heldMs = this.#heldMs;
    told.deciding(() => permit.end(outcome, tokens, retryAfterMs));
    const requestId = field(this.#metadata, "requestId");
    const httpStatusCode = field(this.#metadata, "httpStatusCode");
    told.end({
      outcome,
      requestId: typeof requestId === "string" ? requestId : undefined,
      status: typeof httpStatusCode === "number" ? httpStatusCode : undefined,
      errorType: failedWith,
      heldMs,
      firstChunkMs: this.#firstChunkMs,
      settled: tokens,
    });
    // Field by field: to spread one object into another costs the engine a microsecond and more.
    const { region, model } = lane.name;
    governor.emit("attempt", { region, model, attempt: number, outcome, heldMs });
  }
}
