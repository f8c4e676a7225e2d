import type { FinalizeHandlerOutput, FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { retryAfter } from "../routing/backoff.js";
import { type AttemptResult, dispatch } from "../routing/dispatch.js";
import type { LanePermit } from "../routing/lane.js";
import { record } from "./context.js";
import { Ending } from "./ending.js";
import type { Call, Calls, Governor } from "./governor.js";
import { mask } from "./mask.js";
import { isReplayable, responseHeaders, stampAttempt } from "./request.js";
import { tokensToReserve } from "./reserve.js";
import { watchStream } from "./stream.js";
import { usageOfAnswer, usageOfBody } from "./usage.js";

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
  return (next) => (args) => {
    const call = calls.get(record(args.request));
    // A middleware of the user's has put another request in the place of the one we know: it goes its own way.
    if (call === undefined) return next(args);
    if (call.failure !== undefined) return Promise.reject(call.failure.masked);
    const sending = { governor, call, args, next: () => next(args) };
    return governor.settings.mode === "observe" ? observed(sending) : governed(sending);
  };
}

/** One call at this place in the stack: what all its attempts have in common. */
interface Sending<Output extends MetadataBearer> {
  readonly governor: Governor;
  readonly call: Call;
  readonly args: { readonly input: unknown; readonly request: unknown };
  readonly next: () => Promise<FinalizeHandlerOutput<Output>>;
}

/** All attempts that the budget allows; what fails for good is masked. */
async function governed<Output extends MetadataBearer>(
  sending: Sending<Output>,
): Promise<FinalizeHandlerOutput<Output>> {
  const { governor, call, args } = sending;
  const { settings, emit } = governor;
  try {
    const result = await dispatch({
      lane: call.lane,
      attempt: (permit, number) => attempt(sending, permit, number),
      ticket: call.ticket,
      nextTicket: () => governor.nextTicket(),
      tokens: () => tokensOf(sending),
      queueMs: settings.queue.timeoutMs,
      retry: settings.retry,
      replayable: isReplayable(args.request),
      signal: call.signal,
      random: governor.random,
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
async function observed<Output extends MetadataBearer>(
  sending: Sending<Output>,
): Promise<FinalizeHandlerOutput<Output>> {
  const { call } = sending;
  const timeoutMs = Number.POSITIVE_INFINITY;
  const permit = await call.lane.acquire({
    ticket: call.ticket,
    tokens: () => tokensOf(sending),
    timeoutMs,
    signal: call.signal,
  });
  try {
    const result = await attempt(sending, permit, call.attempts + 1);
    if (result.ok) return result.value;
    throw result.error;
  } finally {
    // Has ended by now, but for a stream under way and for a fault of ours: that one must not keep it.
    if (!call.streaming) permit.end("unknown");
  }
}

async function attempt<Output extends MetadataBearer>(
  { governor, call, args, next }: Sending<Output>,
  permit: LanePermit,
  number: number,
): Promise<AttemptResult<FinalizeHandlerOutput<Output>>> {
  const { settings } = governor;
  call.attempts = number;
  if (settings.mode === "enforce") stampAttempt(args.request, number, settings.retry.maxAttempts);
  const span = call.span.attempt({ number, waitedMs: permit.waitedMs });
  const ending = new Ending({ governor, call, permit, span, number });
  try {
    const value = await span.run(next);
    settle(ending, call, value);
    return { ok: true, value };
  } catch (error) {
    const outcome = ending.failed(error);
    const retryAfterMs = retryAfter(responseHeaders(error), settings.clock.wallNow());
    return { ok: false, error, outcome, retryAfterMs };
  }
}

/** Ends the attempt now, or leaves that to the end of its stream. */
function settle<Output extends MetadataBearer>(
  ending: Ending,
  call: Call,
  value: FinalizeHandlerOutput<Output>,
): void {
  if (typeof record(value.response).statusCode !== "number") {
    ending.unsent();
    return;
  }
  ending.answered(value.output.$metadata);
  const { output, response } = value;
  const { operation, signal } = call;
  call.streaming = watchStream({ operation, output, response, signal }, (end) => ending.stream(end));
  if (call.streaming) return;
  const told = usageOfAnswer(output, responseHeaders(value));
  // Reading a body for its usage is not free.
  ending.served(told ?? (call.lane.countsTokens ? usageOfBody(output) : undefined));
}

function tokensOf({ governor, call, args }: Sending<MetadataBearer>): number {
  return tokensToReserve(call, { input: args.input, operation: call.operation }, governor.warnOnce);
}
