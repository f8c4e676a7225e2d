import type { Exports } from "./setup.js";
import { kindOf } from "./trace.js";
import type { Endings } from "./traffic.js";

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${n} ${name}`)
    .join(", ");

/** How many there are of each name, in the order of the names. */
function countedBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of items.map(nameOf).sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What is printed at the end. */
export function summaryOf(
  { calls, answered, failed }: Endings,
  attemptsAtService: number,
  { spans, metrics, records }: Exports,
  files: readonly string[],
): string {
  const kinds = countedBy(spans, kindOf);
  const last = metrics.at(-1)?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  const points = last.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
  const told = countedBy(records, ({ eventName }) => (eventName ?? "").replace("spillway.", ""));
  const lines = [
    `${answered} of ${calls} calls answered; the others: ${list(failed)}`,
    `spans: ${list(kinds)}; the service saw ${attemptsAtService} attempts`,
    `metrics: ${last.length} of them with ${points} points, collected ${metrics.length} times`,
    `log records: ${list(told)}`,
    ...files.map((file) => `drawn: ${file}`),
    "",
    "In an application, the same data goes where OTEL_* variables say:",
    "  traces to Jaeger       OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318",
    "  metrics to Prometheus  OTEL_METRICS_EXPORTER=prometheus, and Prometheus scrapes :9464/metrics",
    "  alerts, dashboard      observability/alerts.yml, observability/grafana.json",
  ];
  return `${lines.join("\n")}\n`;
}
