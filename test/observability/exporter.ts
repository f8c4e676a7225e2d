import { createServer } from "node:http";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { listening } from "../http.js";

/** An application's set-up with the real exporter, shown at two addresses. */
export interface Exported {
  /** As the exporter writes it. */
  readonly direct: string;
  /** As a collector's prometheus exporter would name it. */
  readonly collected: string;
  text(): Promise<string>;
  close(): Promise<void>;
}

/**
 * The names of OpenTelemetry's collector, by the rules of its translator (pkg/translator/prometheus, README, September
 * 2025): seconds are named, gauges without a unit are taken for ratios, and words in braces are no unit.
 */
export function asCollected(text: string): string {
  const units = [...text.matchAll(/^# UNIT (\S+) (\S+)$/gm)];
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  let named = text.replaceAll(/^# UNIT .*\n/gm, "");
  for (const [, name = "", unit] of units) {
    const ending = unit === "s" ? "_seconds" : unit === "1" && types.get(name) === "gauge" ? "_ratio" : "";
    const whole = new RegExp(`^((?:# (?:TYPE|HELP) )?)${name}(?=(?:_bucket|_sum|_count)?[ {])`, "gm");
    named = named.replaceAll(whole, `$1${name}${ending}`);
  }
  return named;
}

export async function exporting(): Promise<Exported> {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const sdk = new NodeSDK({ serviceName: "shop", metricReaders: [exporter] });
  sdk.start();
  const shown = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  const direct = `127.0.0.1:${await listening(shown)}`;
  const text = async (): Promise<string> => (await fetch(`http://${direct}/metrics`)).text();
  const translated = createServer((_request, response) => {
    void text().then((body) => response.setHeader("content-type", "text/plain").end(asCollected(body)));
  });
  const collected = `127.0.0.1:${await listening(translated)}`;
  return {
    direct,
    collected,
    text,
    close: async () => {
      for (const server of [shown, translated]) {
        server.close();
        server.closeAllConnections();
      }
      await sdk.shutdown();
    },
  };
}
