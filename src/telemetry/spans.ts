import * as api from "@opentelemetry/api";
import type { LaneName, SpillwayEventName, SpillwayEvents } from "../events.js";
import { publicModel } from "../public-model.js";
import { errorType } from "./error-type.js";
import { ATTRIBUTE } from "./names.js";
import type { AttemptEnd, AttemptStart, CallEnd, Spilled } from "./telemetry.js";

/** A span with the context in which it is the active one. */
export class Traced {
  readonly span: api.Span;
  readonly context: api.Context;

  constructor(span: api.Span) {
    this.span = span;
    this.context = api.trace.setSpan(api.context.active(), span);
  }

  protected finish(attributes: api.Attributes, failedWith: string | undefined): void {
    if (failedWith !== undefined) {
      attributes[ATTRIBUTE.errorType] = failedWith;
      this.span.setStatus({ code: api.SpanStatusCode.ERROR });
    }
    this.span.setAttributes(attributes);
    this.span.end();
  }
}

/** Of a call: INTERNAL, since other instrumentation may have a CLIENT span of the whole call. */
export class CallSpan extends Traced {
  readonly #tracer: api.Tracer;
  readonly #name: string;
  readonly #attributes: api.Attributes;

  constructor(tracer: api.Tracer, lane: LaneName, service: string, operation: string) {
    const name = `${operation} ${publicModel(lane.model)}`;
    const attributes = callAttributes(lane, service, operation);
    super(tracer.startSpan(`spillway ${name}`, { attributes }));
    this.#tracer = tracer;
    this.#name = name;
    this.#attributes = attributes;
  }

  /** @param trip the attempt whose end opened the breaker that this one asks to close */
  attempt(start: AttemptStart, trip: api.SpanContext | undefined): AttemptSpan {
    const attributes = { ...this.#attributes, ...startAttributes(this.#attributes, start) };
    const options: api.SpanOptions = { kind: api.SpanKind.CLIENT, attributes };
    if (trip !== undefined) options.links = [{ context: trip }];
    return new AttemptSpan(this.#tracer.startSpan(`attempt ${this.#name}`, options, this.context));
  }

  wait(queued: number): WaitSpan {
    const attributes = { ...this.#attributes, [ATTRIBUTE.queueLength]: queued };
    return new WaitSpan(this.#tracer.startSpan(`wait ${this.#name}`, { attributes }, this.context));
  }

  end({ outcome, errorType: failedWith, attempts }: CallEnd): void {
    this.finish({ [ATTRIBUTE.outcome]: outcome, [ATTRIBUTE.attempts]: attempts }, failedWith);
  }
}

/** Of the time that a call stands in line, or rests before it is repeated. */
export class WaitSpan extends Traced {
  granted(waitedMs: number): void {
    this.finish({ [ATTRIBUTE.queueWait]: waitedMs / 1000 }, undefined);
  }

  refused(error: unknown): void {
    this.finish({}, errorType(error));
  }
}

/** Of an attempt: CLIENT. What was decided because of it stands in its attributes. */
export class AttemptSpan extends Traced {
  decided<Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name]): void {
    const attributes = DECIDED[name]?.(event);
    if (attributes !== undefined) this.span.setAttributes(attributes);
  }

  end(end: AttemptEnd): void {
    const { outcome, requestId, status, firstChunkMs, settled } = end;
    const attributes: api.Attributes = { [ATTRIBUTE.outcome]: outcome };
    if (requestId !== undefined) attributes[ATTRIBUTE.requestId] = requestId;
    if (status !== undefined) attributes[ATTRIBUTE.status] = status;
    if (firstChunkMs !== undefined) attributes[ATTRIBUTE.firstChunk] = firstChunkMs / 1000;
    if (settled !== undefined) attributes[ATTRIBUTE.settled] = settled;
    this.finish(attributes, end.errorType);
  }
}

type Decided = { readonly [Name in SpillwayEventName]?: (event: SpillwayEvents[Name]) => api.Attributes };

const DECIDED: Decided = {
  window: ({ to, reason }) => ({ [ATTRIBUTE.windowAfter]: to, [ATTRIBUTE.windowReason]: reason }),
  quota: ({ unit, reason }) => ({ [ATTRIBUTE.quotaUnit]: unit, [ATTRIBUTE.quotaReason]: reason }),
  breaker: ({ to, reason }) => ({ [ATTRIBUTE.breakerAfter]: to, [ATTRIBUTE.breakerReason]: reason }),
};

function callAttributes({ region, model }: LaneName, service: string, operation: string): api.Attributes {
  const attributes: api.Attributes = {
    [ATTRIBUTE.operation]: `${service}/${operation}`,
    [ATTRIBUTE.region]: region,
    [ATTRIBUTE.model]: publicModel(model),
  };
  if (service === "BedrockRuntime") attributes[ATTRIBUTE.provider] = "aws.bedrock";
  return attributes;
}

function startAttributes(
  home: api.Attributes,
  { number, waitedMs, spill, lane, permit }: AttemptStart,
): api.Attributes {
  const { window, inFlight, breaker } = lane.view;
  const attributes: api.Attributes = {
    [ATTRIBUTE.queueWait]: waitedMs / 1000,
    [ATTRIBUTE.window]: window,
    [ATTRIBUTE.inFlight]: inFlight,
    [ATTRIBUTE.breaker]: breaker,
  };
  if (permit.reserved > 0) attributes[ATTRIBUTE.reserved] = permit.reserved;
  if (permit.probe) attributes[ATTRIBUTE.probe] = true;
  if (number > 1) attributes[ATTRIBUTE.resendCount] = number - 1;
  if (spill !== undefined) Object.assign(attributes, spillAttributes(home, spill));
  return attributes;
}

function spillAttributes(home: api.Attributes, { route, reason }: Spilled): api.Attributes {
  const attributes: api.Attributes = {
    [ATTRIBUTE.region]: route.region,
    [ATTRIBUTE.model]: publicModel(route.model),
    [ATTRIBUTE.spilledFrom]: `${home[ATTRIBUTE.region]}/${home[ATTRIBUTE.model]}`,
    [ATTRIBUTE.spillReason]: reason,
  };
  if (route.otherModel) attributes[ATTRIBUTE.otherModel] = true;
  return attributes;
}
