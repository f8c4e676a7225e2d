import type { FinalizeHandlerOutput, FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { retryAfter } from "../routing/backoff.js";
import { type AttemptResult, dispatch } from "../routing/dispatch.js";
import type { LanePermit } from "../routing/lane.js";
import { readContext, record } from "./context.js";
import { Ending } from "./ending.js";
import type { Call, Calls, Governor } from "./governor.js";
import { mask } from "./mask.js";
import { isReplayable, responseHeaders, stampAttempt } from "./request.js";
import { watchStream } from "./stream.js";
import { estimateTokens, usageFromHeaders } from "./tokens.js";

/**
 * Just inside the SDK's retry loop, before signing: our own loop, the only one that repeats. Every failure leaves it
 * masked, and a masked request that the SDK's loop brings round again is thrown back unsent.
 *
 * Repeating here and not further out keeps one invocation id and one idempotency token over all attempts, and runs the
 * user's own middleware once.
 */
export function attemptMiddleware<Input extends object, Output extends MetadataBearer>(
  governor: Governor,
  calls: Calls,
): FinalizeRequestMiddleware<Input, Output> {
  return (next, context) => async (args) => {
    const call = calls.get(record(args.request));
    // A middleware of the user's has put another request in the place of the one we know: it goes its own way.
    if (call === undefined) return next(args);
    if (call.failure !== undefined) throw call.failure.masked;
    const sender = new Sender(governor, call, args, readContext(context).signal, () => next(args));
    return governor.settings.mode === "observe" ? sender.observed() : sender.governed();
  };
}

interface Sendable {
  readonly input: unknown;
  readonly request: unknown;
}

/** Sends the attempts of one call. */
class Sender<Output extends MetadataBearer> {
  readonly #governor: Governor;
  readonly #call: Call;
  readonly #args: Sendable;
  readonly #signal: AbortSignal | undefined;
  readonly #next: () => Promise<FinalizeHandlerOutput<Output>>;

  constructor(
    governor: Governor,
    call: Call,
    args: Sendable,
    signal: AbortSignal | undefined,
    next: () => Promise<FinalizeHandlerOutput<Output>>,
  ) {
    this.#governor = governor;
    this.#call = call;
    this.#args = args;
    this.#signal = signal;
    this.#next = next;
  }

  /** All attempts that the budget allows; what fails for good is masked. */
  async governed(): Promise<FinalizeHandlerOutput<Output>> {
    const { settings, emit } = this.#governor;
    const call = this.#call;
    try {
      const result = await dispatch({
        lane: call.lane,
        attempt: (permit, number) => this.#attempt(permit, number),
        ticket: call.ticket,
        tokens: this.#tokens(),
        queueMs: settings.queue.timeoutMs,
        retry: settings.retry,
        replayable: isReplayable(this.#args.request),
        signal: this.#signal,
        random: settings.random,
        emit,
      });
      call.delayMs = result.delayMs;
      if (result.ok) return result.value;
      throw result.error;
    } catch (error) {
      call.failure = { error, masked: mask() };
      throw call.failure.masked;
    }
  }

  /** One attempt of the SDK's own loop, counted and measured, not touched. */
  async observed(): Promise<FinalizeHandlerOutput<Output>> {
    const permit = await this.#call.lane.acquire({
      ticket: this.#call.ticket,
      tokens: this.#tokens(),
      timeoutMs: Number.POSITIVE_INFINITY,
      signal: this.#signal,
    });
    const result = await this.#attempt(permit, this.#call.attempts + 1);
    if (result.ok) return result.value;
    throw result.error;
  }

  #tokens(): number {
    const { lane } = this.#call;
    return lane.countsTokens ? estimateTokens(this.#args.input, lane.name.model) : 0;
  }

  async #attempt(permit: LanePermit, number: number): Promise<AttemptResult<FinalizeHandlerOutput<Output>>> {
    const { settings } = this.#governor;
    const call = this.#call;
    const signal = this.#signal;
    call.attempts = number;
    if (settings.mode === "enforce") stampAttempt(this.#args.request, number, settings.retry.maxAttempts);
    const span = call.span.attempt({ number, waitedMs: permit.waitedMs });
    const ending = new Ending(this.#governor, call.lane, permit, span, number, signal);
    try {
      const value = await span.run(this.#next);
      const streams = watchStream(value.output, value.response, (end) => ending.stream(end));
      if (!streams) ending.served(record(value.output).usage ?? usageFromHeaders(responseHeaders(value)));
      return { ok: true, value };
    } catch (error) {
      const outcome = ending.failed(error);
      return {
        ok: false,
        error,
        outcome,
        retryAfterMs: retryAfter(responseHeaders(error), settings.clock.wallNow()),
      };
    }
  }
}
