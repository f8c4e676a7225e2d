import { SpanKind } from "@opentelemetry/api";
import { type logs, metrics, type tracing } from "@opentelemetry/sdk-node";

type Shape = Record<string, unknown>;

const sorted = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));

/** The types of all values that an attribute had. */
function typesOf(all: Iterable<Readonly<Record<string, unknown>>>): Shape {
  const types = new Map<string, Set<string>>();
  for (const attributes of all)
    for (const [name, value] of Object.entries(attributes)) {
      types.set(name, (types.get(name) ?? new Set()).add(typeof value));
    }
  return sorted([...types].map(([name, found]) => [name, [...found].sort().join(" | ")] as const));
}

function grouped<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
}

/** `attempt Converse anthropic.claude` is one of `attempt <operation> <model>`. */
export const spanShapes = (spans: readonly tracing.ReadableSpan[]): Shape =>
  sorted(
    grouped(spans, ({ name }) => `${name.split(" ")[0]} <operation> <model>`).map(([name, group]) => [
      name,
      {
        kind: [...new Set(group.map(({ kind }) => SpanKind[kind]))].join(" | "),
        attributes: typesOf(group.map(({ attributes }) => attributes)),
        links: group.some(({ links }) => links.length > 0),
      },
    ]),
  );

export const metricShapes = (all: readonly metrics.ResourceMetrics[]): Shape =>
  sorted(
    all
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      .map(({ descriptor, dataPointType, dataPoints, ...rest }) => [
        descriptor.name,
        {
          unit: descriptor.unit,
          type: metrics.DataPointType[dataPointType],
          ...("isMonotonic" in rest && { monotonic: rest.isMonotonic }),
          description: descriptor.description,
          attributes: typesOf(dataPoints.map(({ attributes }) => attributes)),
        },
      ]),
  );

export const recordShapes = (records: readonly logs.ReadableLogRecord[]): Shape =>
  sorted(
    grouped(records, ({ eventName }) => eventName ?? "").map(([name, group]) => [
      name,
      {
        severity: [...new Set(group.map(({ severityText }) => severityText))].sort().join(" | "),
        body: [...new Set(group.map(({ body }) => typeof body))].join(" | "),
        attributes: typesOf(group.map(({ attributes }) => attributes)),
      },
    ]),
  );
