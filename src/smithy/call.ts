import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { modelOf, readContext, record, regionOf } from "./context.js";
import { typeOf } from "./ending.js";
import type { Call, Calls, Governor } from "./governor.js";
import { withMetadata } from "./mask.js";
import { stampMetadata } from "./request.js";

/** Tells the region a client was made for; the last resort, and known only where the client is. */
export type ClientRegion = () => Promise<string | undefined>;

/**
 * Once per call, just outside the SDK's retry loop: finds its lane, opens its span, and puts the true error back in
 * the place of the one that the loop was shown.
 */
export function callMiddleware<Input extends object, Output extends MetadataBearer>(
  governor: Governor,
  calls: Calls,
  clientRegion: ClientRegion,
): FinalizeRequestMiddleware<Input, Output> {
  return (next, context) => async (args) => {
    if (governor.settings.mode === "off") return next(args);
    governor.enter();
    try {
      const call = await begin(governor, readContext(context), args, clientRegion);
      calls.set(record(args.request), call);
      return await call.span.run(() => finish(call, governor.settings.mode === "enforce", next(args)));
    } finally {
      governor.leave();
    }
  };
}

async function begin(
  governor: Governor,
  context: ReturnType<typeof readContext>,
  args: { readonly input: unknown; readonly request: unknown },
  clientRegion: ClientRegion,
): Promise<Call> {
  const region = regionOf(context, args.request) ?? (await clientRegion()) ?? "unknown";
  const lane = governor.lane(context.service, region, modelOf(context, args.input));
  const { service, operation } = context;
  return {
    ticket: governor.nextTicket(),
    lane,
    span: governor.startCall({ ...lane.name, service, operation }),
    attempts: 0,
    delayMs: 0,
    streaming: false,
  };
}

async function finish<Result extends { readonly output: MetadataBearer }>(
  call: Call,
  enforced: boolean,
  sent: Promise<Result>,
): Promise<Result> {
  try {
    const result = await sent;
    if (enforced && call.attempts > 0) stampMetadata(result.output, call.attempts, call.delayMs);
    if (!call.streaming) call.span.end({ outcome: "success", attempts: call.attempts });
    return result;
  } catch (error) {
    const { failure, attempts, delayMs } = call;
    const thrown = failure === undefined ? error : withMetadata(failure.error, attempts, delayMs);
    call.span.end({ outcome: "failed", errorType: typeOf(thrown), attempts });
    throw thrown;
  }
}
