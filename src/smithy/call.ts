import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import type { Lane } from "../routing/lane.js";
import { errorType } from "../telemetry/error-type.js";
import { modelOf, readContext, record, regionOf } from "./context.js";
import type { Call, Calls, Governor } from "./governor.js";
import { regionOfServiceHost } from "./hosts.js";
import { withMetadata } from "./mask.js";
import { stampMetadata } from "./request.js";
import { callerOf, settingsOf } from "./with-call.js";

/** Tells the region a client was made for; the last resort, and known only where the client is. */
export type ClientRegion = () => Promise<string | undefined>;

/**
 * Once per call, just outside the SDK's retry loop: finds its lane, opens its span, and puts the true error back in
 * the place of the one that the loop was shown.
 *
 * One function and not several that wait for each other: each one more that waits costs a call as much as all of our
 * arithmetic.
 */
export function callMiddleware<Input extends object, Output extends MetadataBearer>(
  governor: Governor,
  calls: Calls,
  clientRegion: ClientRegion,
): FinalizeRequestMiddleware<Input, Output> {
  return (next, context) => async (args) => {
    const { mode, residency, clock } = governor.settings;
    if (mode === "off") return next(args);
    governor.enter();
    const request = record(args.request);
    const calledAt = clock.now();
    let lane: Lane | undefined;
    try {
      const about = readContext(context);
      // Where residency hangs on it, the host says where a call really goes, whatever it is signed for.
      const reached = residency.length > 0 ? regionOfServiceHost(request.hostname) : undefined;
      const region = reached ?? regionOf(about, request) ?? (await clientRegion()) ?? "unknown";
      lane = governor.lane(about.service, region, modelOf(about, args.input));
      const ticket = governor.nextTicket();
      const settings = settingsOf(args);
      const caller = callerOf(settings, calledAt);
      const { service, operation, signal } = about;
      governor.logTo(context.logger);
      const told = await governor.startCall(lane.name, service, operation);
      // Field by field: to spread one object into another costs the engine a microsecond.
      const call: Call = {
        ticket,
        lane,
        told,
        calledAt,
        service,
        operation,
        signal,
        caller,
        tokens: settings?.tokens,
        attempts: 0,
        delayMs: 0,
        streaming: false,
      };
      calls.set(request, call);
      try {
        const result = await told.run(() => next(args));
        succeeded(governor, call, result);
        return result;
      } catch (error) {
        throw failed(governor, call, error);
      }
    } finally {
      // At once and not when the request is collected: a table of the dead makes each collection longer.
      calls.delete(request);
      governor.leave(lane);
    }
  };
}

function succeeded(
  { settings: { mode, clock } }: Governor,
  call: Call,
  result: { readonly output: MetadataBearer },
): void {
  const { attempts, delayMs, calledAt } = call;
  if (mode === "enforce" && attempts > 0) stampMetadata(result.output, attempts, delayMs);
  if (!call.streaming) call.told.end({ outcome: "success", attempts, tookMs: clock.now() - calledAt });
}

/** What the caller gets to see: the true error. */
function failed({ settings: { clock } }: Governor, call: Call, error: unknown): unknown {
  const { failure, attempts, delayMs, calledAt } = call;
  const thrown = failure === undefined ? error : withMetadata(failure.error, attempts, delayMs);
  const tookMs = clock.now() - calledAt;
  call.told.end({ outcome: "failed", errorType: errorType(thrown), attempts, tookMs });
  return thrown;
}
