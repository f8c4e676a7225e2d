import type { HandlerExecutionContext } from "@smithy/types";

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

const REGION = /(?:^|\.)([a-z]{2,3}(?:-[a-z]+)+-\d+)(?:\.|$)/;

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

/** The region of a request: what it is signed for, else what its host says, else what the client was made for. */
export function regionOf(call: CallContext, request: unknown, clientRegion: string | undefined): string {
  const host = record(request).hostname;
  const fromHost = typeof host === "string" ? REGION.exec(host)?.[1] : undefined;
  return call.signingRegion ?? fromHost ?? clientRegion ?? "unknown";
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
  return typeof record(value).aborted === "boolean" && typeof record(value).addEventListener === "function";
}

const named = (name: string | undefined, suffix: string): string =>
  name === undefined ? "unknown" : name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;

/** Any object as a record to read from; an empty one for everything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
