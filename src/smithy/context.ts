import type { HandlerExecutionContext } from "@smithy/types";
import { regionInHost } from "../region-name.js";

/** What we read of the SDK's call context. All of it is the SDK's own and may be missing in some version. */
export interface CallContext {
  /** `BedrockRuntime` for `BedrockRuntimeClient`. */
  readonly service: string;
  /** `Converse` for `ConverseCommand`. */
  readonly operation: string;
  /** The caller's abort signal; reaches a middleware since @smithy/core 3.39 only. */
  readonly signal: AbortSignal | undefined;
  /** The region that the request will be signed for, where the signature names one. */
  readonly signingRegion: string | undefined;
}

export function readContext(context: HandlerExecutionContext): CallContext {
  const smithy = record(context.__smithy_context);
  const signal = smithy.abortSignal;
  return {
    service: named(context.clientName, "Client"),
    operation: named(context.commandName, "Command"),
    // The SDK passes on what the caller gave to send(): an AbortSignal, or an object of the same shape.
    signal: isSignal(signal) ? signal : undefined,
    signingRegion: signingRegion(smithy),
  };
}

/** The region of a request: what it is signed for, else what its host says. */
export function regionOf(call: CallContext, request: unknown): string | undefined {
  const host = record(request).hostname;
  return call.signingRegion ?? (typeof host === "string" ? regionInHost(host) : undefined);
}

/** A call's model or profile id; calls without one are held apart by what they do. */
export function modelOf(call: CallContext, input: unknown): string {
  const id = record(input).modelId;
  return typeof id === "string" && id !== "" ? id : `${call.service}/${call.operation}`;
}

function signingRegion(smithy: Record<string, unknown>): string | undefined {
  const option = record(record(smithy.selectedHttpAuthScheme).httpAuthOption);
  const { signingRegion, signing_region, region } = record(option.signingProperties);
  return [signingRegion, signing_region, region].find((found): found is string => typeof found === "string");
}

function isSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener, removeEventListener } = record(value);
  const listens = typeof addEventListener === "function" && typeof removeEventListener === "function";
  return typeof aborted === "boolean" && listens;
}

const named = (name: string | undefined, suffix: string): string =>
  name === undefined ? "unknown" : name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;

/** Any object as a record to read from; an empty one for everything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
