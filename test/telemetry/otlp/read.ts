import type { Attributes, SeenMetric, SeenPoint, SeenRecord, SeenSpan, Value } from "./shapes.js";

/** Part of a message: of its JSON, or of what protobuf gives, where ids are bytes. */
type Part = Readonly<Record<string, unknown>>;

// Messages come from elsewhere: what is missing reads as empty.
const part = (value: unknown): Part => (typeof value === "object" && value !== null ? (value as Part) : {});
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.map(part) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => Number(value ?? 0);

/** Ids are hex in JSON. */
const id = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString("hex") : text(value).toLowerCase();

const milliseconds = (nanoseconds: unknown): number => Number(BigInt(String(nanoseconds ?? 0))) / 1e6;

function readAny(any: Part): Value {
  if (any.arrayValue !== undefined) return parts(part(any.arrayValue).values).map(readAny);
  if (any.intValue !== undefined) return number(any.intValue);
  const [value] = [any.stringValue, any.boolValue, any.doubleValue].filter((one) => one !== undefined);
  return value as Value; // of the three types just named
}

const attributesOf = (value: unknown): Attributes =>
  Object.fromEntries(parts(value).map(({ key, value: any }) => [text(key), readAny(part(any))]));

const SPAN_KINDS = [undefined, "internal", "server", "client", "producer", "consumer"] as const;
const STATUSES = ["unset", "ok", "error"] as const;

/** All items, with the scope that each is in. */
function inScopes<T>(
  resources: unknown,
  scopesKey: string,
  itemsKey: string,
  read: (item: Part, scope: { scope: string; version: string }) => T,
): T[] {
  return parts(resources)
    .flatMap((resource) => parts(resource[scopesKey]))
    .flatMap((inScope) => {
      const { name, version } = part(inScope.scope);
      const scope = { scope: text(name), version: text(version) };
      return parts(inScope[itemsKey]).map((item) => read(item, scope));
    });
}

export const spansIn = (message: unknown): SeenSpan[] =>
  inScopes(part(message).resourceSpans, "scopeSpans", "spans", (span, scope) => ({
    ...scope,
    traceId: id(span.traceId),
    spanId: id(span.spanId),
    parentSpanId: id(span.parentSpanId),
    name: text(span.name),
    kind: SPAN_KINDS[number(span.kind)] ?? "internal",
    start: milliseconds(span.startTimeUnixNano),
    end: milliseconds(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    status: STATUSES[number(part(span.status).code)] ?? "unset",
    statusMessage: text(part(span.status).message),
    links: parts(span.links).map(({ traceId, spanId }) => ({ traceId: id(traceId), spanId: id(spanId) })),
    events: parts(span.events).map(({ name }) => text(name)),
    dropped:
      number(span.droppedAttributesCount) + number(span.droppedEventsCount) + number(span.droppedLinksCount),
  }));

const pointsOf = (data: unknown): SeenPoint[] =>
  parts(part(data).dataPoints).map((point) => ({
    attributes: attributesOf(point.attributes),
    value: number(point.asDouble ?? point.asInt ?? point.sum),
    ...(point.count !== undefined && {
      count: number(point.count),
      bounds: Array.isArray(point.explicitBounds) ? point.explicitBounds.map(number) : [],
    }),
  }));

function kindOf({ gauge, sum, histogram }: Part): SeenMetric["kind"] {
  if (gauge !== undefined) return "gauge";
  if (histogram !== undefined) return "histogram";
  if (sum !== undefined) return part(sum).isMonotonic === true ? "sum" : "upDownSum";
  throw new Error("a metric of a kind that the receiver does not know");
}

export const metricsIn = (message: unknown): SeenMetric[] =>
  inScopes(part(message).resourceMetrics, "scopeMetrics", "metrics", (metric, scope) => ({
    ...scope,
    name: text(metric.name),
    unit: text(metric.unit),
    description: text(metric.description),
    kind: kindOf(metric),
    points: pointsOf(metric.gauge ?? metric.sum ?? metric.histogram),
  }));

export const recordsIn = (message: unknown): SeenRecord[] =>
  inScopes(part(message).resourceLogs, "scopeLogs", "logRecords", (record, scope) => ({
    ...scope,
    eventName: text(record.eventName),
    severityNumber: number(record.severityNumber),
    severityText: text(record.severityText),
    body: readAny(part(record.body)),
    attributes: attributesOf(record.attributes),
    traceId: id(record.traceId),
    spanId: id(record.spanId),
  }));
