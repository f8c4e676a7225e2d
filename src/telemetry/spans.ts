import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { LaneName } from "../events.js";
import { VERSION } from "../version.js";
import { ATTRIBUTE, publicModel } from "./names.js";

export interface CallInfo extends LaneName {
  readonly service: string;
  readonly operation: string;
}

/** How a call or an attempt ended, without a word of its content. */
export interface SpanEnd {
  readonly outcome: string;
  readonly errorType?: string | undefined;
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  readonly attempts?: number | undefined;
}

export interface AttemptSpan {
  /** Runs `fn` with this span as the active one. */
  run<T>(fn: () => Promise<T>): Promise<T>;
  end(end: SpanEnd): void;
}

export interface CallSpan extends AttemptSpan {
  attempt(info: { readonly number: number; readonly waitedMs: number }): AttemptSpan;
}

export type StartCall = (info: CallInfo) => CallSpan;

const SILENT: CallSpan = { run: (fn) => fn(), end: () => undefined, attempt: () => SILENT };

export const noTelemetry: StartCall = () => SILENT;

/**
 * A span per call (INTERNAL: other instrumentation has the CLIENT span of the whole call) and below it a CLIENT span
 * per attempt. A fault of the telemetry never reaches the call: it is told once to `onFault`.
 */
export function openTelemetry(onFault: (error: unknown) => void): StartCall {
  const guard = <T>(fallback: T, fn: () => T): T => {
    try {
      return fn();
    } catch (error) {
      onFault(error);
      return fallback;
    }
  };
  return (info) =>
    guard(SILENT, () => {
      const tracer = trace.getTracer("spillway", VERSION);
      const name = `${info.operation} ${publicModel(info.model)}`;
      const call = tracer.startSpan(`spillway ${name}`, { attributes: callAttributes(info) });
      const parent = trace.setSpan(context.active(), call);
      return {
        ...scope(call, guard),
        attempt: ({ number, waitedMs }) =>
          guard(SILENT, () => {
            const attributes = {
              ...callAttributes(info),
              [ATTRIBUTE.queueWait]: waitedMs / 1000,
              ...(number > 1 && { [ATTRIBUTE.resendCount]: number - 1 }),
            };
            return scope(
              tracer.startSpan(`attempt ${name}`, { kind: SpanKind.CLIENT, attributes }, parent),
              guard,
            );
          }),
      };
    });
}

type Guard = <T>(fallback: T, fn: () => T) => T;

function scope(span: Span, guard: Guard): AttemptSpan {
  return {
    run: (fn) => guard(undefined, () => context.bind(trace.setSpan(context.active(), span), fn))?.() ?? fn(),
    end: (end) =>
      guard(undefined, () => {
        span.setAttributes(endAttributes(end));
        if (end.errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }),
  };
}

function callAttributes({ service, operation, region, model }: CallInfo): Attributes {
  return {
    [ATTRIBUTE.operation]: `${service}/${operation}`,
    [ATTRIBUTE.region]: region,
    [ATTRIBUTE.model]: publicModel(model),
    ...(service === "BedrockRuntime" && { [ATTRIBUTE.provider]: "aws.bedrock" }),
  };
}

function endAttributes({ outcome, errorType, requestId, status, attempts }: SpanEnd): Attributes {
  return {
    [ATTRIBUTE.outcome]: outcome,
    ...(errorType !== undefined && { [ATTRIBUTE.errorType]: errorType }),
    ...(requestId !== undefined && { [ATTRIBUTE.requestId]: requestId }),
    ...(status !== undefined && { [ATTRIBUTE.status]: status }),
    ...(attempts !== undefined && { [ATTRIBUTE.attempts]: attempts }),
  };
}
