import type { FinalizeHandlerOutput, FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { field } from "../field.js";
import { abortError } from "../flow/signal.js";
import type { OutcomeClass } from "../outcome/outcome.js";
import { publicModel } from "../public-model.js";
import type { Granted } from "../routing/course-options.js";
import { type AttemptResult, dispatch } from "../routing/dispatch.js";
import type { Lane } from "../routing/lane.js";
import type { Route } from "../routing/route.js";
import type { Settings } from "../settings/settings.js";
import { record } from "./context.js";
import { Ending } from "./ending.js";
import type { Call, Calls, Governor } from "./governor.js";
import { mask } from "./mask.js";
import { isReplayable, responseHeaders, stampAttempt } from "./request.js";
import { tokensToReserve } from "./reserve.js";
import { routesOf, type Sending, send } from "./send.js";
import type { Siblings } from "./siblings.js";
import { beginningOf, closeFailed, streamOf, watchStream } from "./stream.js";
import type { Beginning } from "./streams/beginning.js";
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
  siblings: Siblings,
): FinalizeRequestMiddleware<Input, Output> {
  return (next, context) => (args) => {
    const call = calls.get(record(args.request));
    // A middleware of the user's has put another request in the place of the one we know: it goes its own way.
    if (call === undefined) return next(args);
    if (call.failure !== undefined) return Promise.reject(call.failure.masked);
    const { input, request } = args;
    // What goes out instead of the call's own request is a copy of it.
    const go = (instead: object | undefined) => next(instead === undefined ? args : { ...args, ...instead });
    const sending = { governor, siblings, call, context, input, request, next: go };
    return governor.settings.mode === "observe" ? observed(sending) : governed(sending);
  };
}

/** All attempts that the budget allows; what fails for good is masked. */
async function governed<Output extends MetadataBearer>(
  sending: Sending<Output>,
): Promise<FinalizeHandlerOutput<Output>> {
  const { governor, call } = sending;
  const { settings, emit, random } = governor;
  try {
    const replayable = isReplayable(sending.request);
    const result = await dispatch({
      routes: replayable ? routesOf(sending) : [governor.home(call.lane)],
      attempt: (granted, number) => attempt(sending, granted, number),
      waits: (granted) => call.told.waiting(granted, () => call.lane.view.queued),
      clock: settings.clock,
      ticket: call.ticket,
      caller: call.caller,
      nextTicket: () => governor.nextTicket(),
      tokens: ({ lane }) => tokensOf(sending, lane),
      queueMs: settings.queue.timeoutMs,
      afterMs: settings.spill.afterMs,
      retry: settings.retry,
      bucket: call.lane.bucket,
      replayable,
      signal: call.signal,
      random,
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
  const { governor, call } = sending;
  const { lane, ticket, caller, signal } = call;
  const timeoutMs = Number.POSITIVE_INFINITY;
  const permit = await lane.acquire({
    ticket,
    caller,
    tokens: () => tokensOf(sending, lane),
    timeoutMs,
    signal,
  });
  try {
    const granted = { route: governor.home(lane), permit, waitedMs: permit.waitedMs, reason: undefined };
    const result = await attempt(sending, granted, call.attempts + 1);
    if (result.ok) return result.value;
    throw result.error;
  } finally {
    // Has ended by now, but for a stream under way and for a fault of ours: that one must not keep it.
    if (!call.streaming) permit.end("unknown");
  }
}

async function attempt<Output extends MetadataBearer>(
  sending: Sending<Output>,
  granted: Granted,
  number: number,
): Promise<AttemptResult<FinalizeHandlerOutput<Output>>> {
  const { governor, call, request } = sending;
  const { settings } = governor;
  const { route, permit, waitedMs, reason } = granted;
  call.attempts = number;
  if (settings.mode === "enforce") stampAttempt(request, number, settings.retry.maxAttempts);
  const spill = reason === undefined ? undefined : { route, reason };
  const { lane } = route;
  const told = call.told.attempt({ number, waitedMs, spill, lane, permit });
  const ending = new Ending({ governor, call, lane, permit, told, number });
  const beginning = beginningOf(call.operation, settings);
  try {
    const sent = told.run(() => send(sending, route, number, beginning?.mark));
    const value = await (beginning === undefined ? sent : beginning.within(sent));
    const settling = settle(ending, sending, lane, value, beginning);
    if (settling !== undefined) await settling;
    return { ok: true, value };
  } catch (error) {
    const failed = ending.failed(error);
    if (!route.home) warnOfUseless(governor, route, failed.outcome);
    if (settings.mode === "enforce") closeFailed(call.operation, error);
    return { ok: false, error: asAbort(error, call, settings.mode), ...failed };
  } finally {
    beginning?.over();
  }
}

/**
 * What fails once the caller's signal has fired shall look like an abort, unless the service has said it: over HTTP/1.1 it
 * shows as a reset, which the SDK's own loop would mend, over HTTP/2 as half a body that can't be parsed, and where the
 * handler does not heed the signal as a stream that stalls.
 */
function asAbort(error: unknown, { signal }: Call, mode: Settings["mode"]): unknown {
  const aborted = mode === "enforce" && signal?.aborted === true;
  if (!aborted || field(error, "name") === "AbortError" || field(error, "$fault") !== undefined) return error;
  return abortError(signal);
}

/** A place that can't serve is left out in silence otherwise, until the day on which it is needed. */
function warnOfUseless({ warnOnce }: Governor, { region, model }: Route, outcome: OutcomeClass): void {
  if (outcome !== "unusable" && outcome !== "denied") return;
  const id = publicModel(model);
  const why = outcome === "unusable" ? "can't be called" : "may not be called by this account";
  warnOnce(
    `useless ${region} ${model}`,
    () =>
      `${id} ${why} in ${region}, which is left out for ten minutes at a time. Name an id that can be called there: ` +
      `targets: [{ region: "${region}", modelId: "…" }].`,
  );
}

/** Ends the attempt now, or leaves that to the end of its stream; of one, the first event is waited for. */
function settle<Output extends MetadataBearer>(
  ending: Ending,
  { governor, call }: Sending<Output>,
  lane: Lane,
  value: FinalizeHandlerOutput<Output>,
  beginning: Beginning | undefined,
): Promise<void> | undefined {
  const { output, response } = value;
  call.streaming = false;
  if (typeof record(response).statusCode !== "number") {
    ending.unsent();
    return;
  }
  const { operation, signal } = call;
  const stream = streamOf({ operation, output, response, signal });
  if (stream !== undefined) return watchStream(stream, governor.settings, call, ending, beginning);
  ending.answered(output.$metadata);
  const told = usageOfAnswer(output, responseHeaders(value));
  // Reading a body for its usage is not free.
  ending.served(told ?? (lane.countsTokens ? usageOfBody(output) : undefined));
}

function tokensOf({ governor, call, input }: Sending<MetadataBearer>, lane: Lane): number {
  return tokensToReserve(call, lane, { input, operation: call.operation }, governor.warnOnce);
}
