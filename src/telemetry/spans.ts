import type { Attributes, Context, Span, Tracer } from "@opentelemetry/api";
import type { LaneName } from "../events.js";
import { publicModel } from "../public-model.js";
import { VERSION } from "../version.js";
import { type Api, loadApi, someoneTraces } from "./api.js";
import { ATTRIBUTE } from "./names.js";

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

/** Where an attempt goes instead of home, and why. */
export interface Spilled {
  readonly route: LaneName & { readonly otherModel: boolean };
  readonly reason: string;
}

export interface AttemptInfo {
  readonly number: number;
  readonly waitedMs: number;
  /** Undefined at home. */
  readonly spill: Spilled | undefined;
}

export interface CallSpan extends AttemptSpan {
  attempt(info: AttemptInfo): AttemptSpan;
}

/** At once where nobody traces; else the first call waits until the API is loaded. */
export type StartCall = (lane: LaneName, service: string, operation: string) => CallSpan | Promise<CallSpan>;

type OnFault = (error: unknown) => void;

const SILENT: CallSpan = { run: (fn) => fn(), end: () => undefined, attempt: () => SILENT };

export const noTelemetry: StartCall = () => SILENT;

/**
 * A span per call (INTERNAL: other instrumentation has the CLIENT span of the whole call) and below it a CLIENT span
 * per attempt, from the moment on when the application has registered a tracer. A fault of the telemetry never reaches
 * the call: it is told once to `onFault`.
 */
export function openTelemetry(onFault: OnFault): StartCall {
  let api: Api | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    try {
      api = await loadApi();
    } catch (error) {
      onFault(error);
    }
  };
  const start = (lane: LaneName, service: string, operation: string): CallSpan =>
    api === undefined ? SILENT : startCall(api, onFault, lane, service, operation);
  return (lane, service, operation) => {
    if (!someoneTraces()) return SILENT;
    if (api !== undefined) return start(lane, service, operation);
    loading ??= load();
    return loading.then(() => start(lane, service, operation));
  };
}

function startCall(api: Api, onFault: OnFault, lane: LaneName, service: string, operation: string): CallSpan {
  try {
    const tracer = api.trace.getTracer("spillway", VERSION);
    const name = `${operation} ${publicModel(lane.model)}`;
    const attributes = callAttributes(lane, service, operation);
    const span = tracer.startSpan(`spillway ${name}`, { attributes });
    return new TracedCall(api, onFault, span, tracer, `attempt ${name}`, attributes);
  } catch (error) {
    onFault(error);
    return SILENT;
  }
}

class Traced implements AttemptSpan {
  protected readonly api: Api;
  protected readonly onFault: OnFault;
  protected readonly context: Context;
  readonly #span: Span;

  constructor(api: Api, onFault: OnFault, span: Span) {
    this.api = api;
    this.onFault = onFault;
    this.#span = span;
    this.context = api.trace.setSpan(api.context.active(), span);
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    let begun = false;
    try {
      return this.api.context.with(this.context, () => {
        begun = true;
        return fn();
      });
    } catch (error) {
      if (begun) throw error;
      this.onFault(error);
      return fn();
    }
  }

  end(end: SpanEnd): void {
    try {
      this.#span.setAttributes(endAttributes(end));
      if (end.errorType !== undefined) this.#span.setStatus({ code: this.api.SpanStatusCode.ERROR });
      this.#span.end();
    } catch (error) {
      this.onFault(error);
    }
  }
}

class TracedCall extends Traced implements CallSpan {
  readonly #tracer: Tracer;
  readonly #name: string;
  readonly #attributes: Attributes;

  constructor(
    api: Api,
    onFault: OnFault,
    span: Span,
    tracer: Tracer,
    /** Of its attempts. */
    name: string,
    attributes: Attributes,
  ) {
    super(api, onFault, span);
    this.#tracer = tracer;
    this.#name = name;
    this.#attributes = attributes;
  }

  attempt({ number, waitedMs, spill }: AttemptInfo): AttemptSpan {
    try {
      const attributes: Attributes = { ...this.#attributes, [ATTRIBUTE.queueWait]: waitedMs / 1000 };
      if (spill !== undefined) Object.assign(attributes, spillAttributes(this.#attributes, spill));
      if (number > 1) attributes[ATTRIBUTE.resendCount] = number - 1;
      const options = { kind: this.api.SpanKind.CLIENT, attributes };
      return new Traced(this.api, this.onFault, this.#tracer.startSpan(this.#name, options, this.context));
    } catch (error) {
      this.onFault(error);
      return SILENT;
    }
  }
}

function callAttributes({ region, model }: LaneName, service: string, operation: string): Attributes {
  const attributes: Attributes = {
    [ATTRIBUTE.operation]: `${service}/${operation}`,
    [ATTRIBUTE.region]: region,
    [ATTRIBUTE.model]: publicModel(model),
  };
  if (service === "BedrockRuntime") attributes[ATTRIBUTE.provider] = "aws.bedrock";
  return attributes;
}

function spillAttributes(home: Attributes, { route, reason }: Spilled): Attributes {
  const attributes: Attributes = {
    [ATTRIBUTE.region]: route.region,
    [ATTRIBUTE.model]: publicModel(route.model),
    [ATTRIBUTE.spilledFrom]: `${home[ATTRIBUTE.region]}/${home[ATTRIBUTE.model]}`,
    [ATTRIBUTE.spillReason]: reason,
  };
  if (route.otherModel) attributes[ATTRIBUTE.otherModel] = true;
  return attributes;
}

function endAttributes({ outcome, errorType, requestId, status, attempts }: SpanEnd): Attributes {
  const attributes: Attributes = { [ATTRIBUTE.outcome]: outcome };
  if (errorType !== undefined) attributes[ATTRIBUTE.errorType] = errorType;
  if (requestId !== undefined) attributes[ATTRIBUTE.requestId] = requestId;
  if (status !== undefined) attributes[ATTRIBUTE.status] = status;
  if (attempts !== undefined) attributes[ATTRIBUTE.attempts] = attempts;
  return attributes;
}
