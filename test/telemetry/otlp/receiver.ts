import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { closed, listening } from "../../http.js";
import { decode, type Signal } from "./decode.js";
import type { Seen } from "./shapes.js";

/** `hang`: no answer until it behaves otherwise; a number: that status, 200 as a collector gives it. */
export type Behaviour = "hang" | number;

export interface Receiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** All that was taken so far; metrics are those of the last export. */
  readonly seen: Seen;
  /** Every body that came, unpacked, refused ones too. */
  readonly bodies: readonly Buffer[];
  readonly contentTypes: ReadonlySet<string>;
  /** How it treats requests from now on, and those that hang. */
  behave(how: Behaviour): void;
  close(): Promise<void>;
}

const SIGNALS: Readonly<Record<string, Signal>> = {
  "/v1/traces": "traces",
  "/v1/metrics": "metrics",
  "/v1/logs": "logs",
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  const body = Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

/** Takes what OpenTelemetry's exporters send by HTTP (OTLP as protobuf or JSON), on a free port of this machine. */
export async function otlpReceiver(): Promise<Receiver> {
  const seen: Seen = { spans: [], metrics: [], records: [] };
  const bodies: Buffer[] = [];
  const contentTypes = new Set<string>();
  const held: (() => void)[] = [];
  let behaviour: Behaviour = 200;

  const take = (signal: Signal, contentType: string, body: Buffer): void => {
    const { spans, metrics, records } = decode(signal, contentType, body);
    seen.spans.push(...spans);
    seen.records.push(...records);
    // Cumulative: the last export says it all.
    if (signal === "metrics") seen.metrics.splice(0, seen.metrics.length, ...metrics);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const signal = SIGNALS[request.url ?? ""];
    const contentType = request.headers["content-type"] ?? "";
    if (signal === undefined) {
      response.writeHead(404).end();
      return;
    }
    bodies.push(body);
    contentTypes.add(contentType);
    if (behaviour === "hang") await new Promise<void>((resolve) => held.push(resolve));
    if (behaviour === 200) take(signal, contentType, body);
    const empty = contentType.includes("json") ? "{}" : "";
    const status = behaviour === "hang" ? 503 : behaviour;
    response.writeHead(status, { "content-type": contentType }).end(status === 200 ? empty : "");
  };

  const server = createServer((request, response) => {
    // A broken request shows as spans that are missing, and here.
    answer(request, response).catch((error) => response.writeHead(400).end(String(error)));
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    bodies,
    contentTypes,
    behave: (how) => {
      behaviour = how;
      if (how !== "hang") for (const go of held.splice(0)) go();
    },
    close: () => closed(server),
  };
}
