import http from "node:http";
import http2 from "node:http2";
import type { Socket } from "node:net";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { listening } from "../http.js";

/** How an answer is written: frames by frames, until it is ended, cut, or left open. */
export interface Pen {
  /** The response has gone out of the server's hands: it was whole, or the client has closed it. */
  readonly closed: boolean;
  event(type: string, body?: unknown): Promise<void>;
  chunk(body: unknown): Promise<void>;
  exception(type: string, message: string): Promise<void>;
  /** An error that is in no model. */
  error(code: string, message: string): Promise<void>;
  bytes(bytes: Uint8Array): Promise<void>;
  pause(ms: number): Promise<void>;
  end(): void;
  cut(): void;
}

/** Writes one answer; `number` counts the requests from 1. */
export type Script = (pen: Pen, number: number) => Promise<void> | void;

export interface StreamServer {
  readonly url: string;
  readonly requests: number;
  /** Answers that are neither ended nor closed. */
  readonly open: number;
  /** Answers that were closed before the script ended them. */
  readonly broken: number;
  /** Connections that stand. */
  readonly connections: number;
  close(): Promise<void>;
}

const text = new TextDecoder();
const bytes = new TextEncoder();
const codec = new EventStreamCodec(
  (of) => (typeof of === "string" ? of : text.decode(of)),
  (of) => bytes.encode(of),
);

function frame(headers: Readonly<Record<string, string>>, body: unknown): Uint8Array {
  const all = Object.entries({ ...headers, ":content-type": "application/json" });
  const typed = Object.fromEntries(all.map(([name, value]) => [name, { type: "string" as const, value }]));
  return codec.encode({ headers: typed, body: bytes.encode(JSON.stringify(body)) });
}

/** A server of HTTP/2 (prior knowledge) or HTTP/1.1 that answers every request with a stream as the script says. */
export async function streamServer(protocol: "h2" | "h1", script: Script): Promise<StreamServer> {
  const seen = { requests: 0, open: 0, broken: 0 };
  const sockets = new Set<Socket>();
  const answer = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const number = ++seen.requests;
    seen.open++;
    request.on("error", () => undefined).resume();
    response.on("error", () => undefined);
    // What Node says of a response that was closed from the other side differs between the protocols.
    let ended = false;
    response.on("close", () => {
      seen.open--;
      if (!ended) seen.broken++;
    });
    const end = (): void => {
      ended = true;
      response.end();
    };
    response.writeHead(200, {
      "content-type": "application/vnd.amazon.eventstream",
      "x-amzn-requestid": "r-1",
    });
    response.flushHeaders();
    Promise.resolve(script(penOf(response, end), number)).catch(() => undefined);
  };
  // The two kinds of request and response have in common what is used here.
  const server = protocol === "h1" ? http.createServer(answer) : http2.createServer(answer as never);
  server.on("sessionError", () => undefined);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  const port = await listening(server);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return seen.requests;
    },
    get open() {
      return seen.open;
    },
    get broken() {
      return seen.broken;
    },
    get connections() {
      return sockets.size;
    },
    close,
  };
}

function penOf(response: http.ServerResponse, end: () => void): Pen {
  const write = (part: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (response.destroyed) resolve();
      else response.write(part, () => resolve());
    });
  const cut = (): void => {
    // Of HTTP/2, the session and not only its stream.
    const { stream } = response as { stream?: http2.ServerHttp2Stream };
    if (stream === undefined) response.socket?.destroy();
    else stream.session?.destroy();
  };
  return {
    get closed() {
      return response.destroyed;
    },
    event: (type, body = {}) => write(frame({ ":message-type": "event", ":event-type": type }, body)),
    chunk: (body) => {
      const base64 = Buffer.from(JSON.stringify(body)).toString("base64");
      return write(frame({ ":message-type": "event", ":event-type": "chunk" }, { bytes: base64 }));
    },
    exception: (type, message) =>
      write(frame({ ":message-type": "exception", ":exception-type": type }, { message })),
    error: (code, message) =>
      write(frame({ ":message-type": "error", ":error-code": code, ":error-message": message }, {})),
    bytes: write,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    end,
    cut,
  };
}
