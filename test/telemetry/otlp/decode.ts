import { join } from "node:path";
import protobuf from "protobufjs";
import { metricsIn, recordsIn, spansIn } from "./read.js";
import type { Seen } from "./shapes.js";

export type Signal = "traces" | "metrics" | "logs";

const FOLDER = join(import.meta.dirname, "proto");

const root = new protobuf.Root();
root.resolvePath = (_from, path) => (path.startsWith(FOLDER) ? path : join(FOLDER, path));
root.loadSync(
  ["trace", "metrics", "logs"].map(
    (signal) => `opentelemetry/proto/collector/${signal}/v1/${signal}_service.proto`,
  ),
);

const REQUESTS: Readonly<Record<Signal, protobuf.Type>> = {
  traces: root.lookupType("opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest"),
  metrics: root.lookupType("opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest"),
  logs: root.lookupType("opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest"),
};

/** One request to export, decoded by the definitions of OTLP, or read as its JSON. */
export function decode(signal: Signal, contentType: string, body: Buffer): Seen {
  const message = contentType.includes("json") ? JSON.parse(body.toString()) : fromProtobuf(signal, body);
  return {
    spans: signal === "traces" ? spansIn(message) : [],
    metrics: signal === "metrics" ? metricsIn(message) : [],
    records: signal === "logs" ? recordsIn(message) : [],
  };
}

function fromProtobuf(signal: Signal, body: Buffer): unknown {
  const type = REQUESTS[signal];
  return type.toObject(type.decode(body), { longs: String });
}
