import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { Exchange, type Sink, type World } from "./exchange.js";

/** Where to listen. */
export interface ListenOptions {
  /** Port of the first region, the next region gets the next one. 0 to 65535. Default 0: any free ports. */
  port?: number | undefined;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
}

/** Where it listens. */
export interface Listening {
  /** Endpoint URL by region. */
  readonly urls: Readonly<Record<string, string>>;
  /** Breaks every connection and frees the ports. */
  close(): Promise<void>;
}

type Request = http.IncomingMessage | http2.Http2ServerRequest;
type Response = http.ServerResponse | http2.Http2ServerResponse;

const HTTP2_PREFACE = "PRI";

/** Where the requests of one region come in. */
interface Counter {
  readonly world: World;
  readonly region: string;
  readonly running: Set<Exchange>;
}

/** An answer on its way through a socket. */
function sinkOf(request: Request, response: Response): Sink {
  // Both kinds of response know these; their overloads don't fit each other.
  const out = response as http.ServerResponse;
  return {
    head: ({ status, headers }) => {
      if (!out.destroyed) out.writeHead(status, headers);
    },
    chunk: (bytes) => {
      if (!out.destroyed) out.write(bytes);
    },
    end: () => {
      if (!out.destroyed) out.end();
    },
    cut: () => {
      if ("stream" in request) request.stream.session?.destroy();
      else request.socket.destroy();
    },
  };
}

function answer(door: Counter, request: Request, response: Response): void {
  const parts: Buffer[] = [];
  response.on("error", () => {});
  request.on("error", () => {});
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const { method = "GET", url = "/", headers } = request;
    const [path = "/"] = url.split("?");
    const wire = { method, path, headers, body: Buffer.concat(parts) };
    if (response.destroyed) return;
    const exchange = new Exchange(door.world, door.region, wire, sinkOf(request, response));
    door.running.add(exchange);
    response.on("close", () => {
      door.running.delete(exchange);
      // Comes at the regular end too, where it is harmless.
      exchange.cancel();
    });
  });
}

/** Looks at the first bytes of a connection and hands it to the server that speaks its language. */
function sniff(socket: net.Socket, h1: http.Server, h2: http2.Http2Server): void {
  let seen = Buffer.alloc(0);
  const look = (part: Buffer): void => {
    seen = Buffer.concat([seen, part]);
    const begin = seen.toString("latin1", 0, HTTP2_PREFACE.length);
    if (begin.length < HTTP2_PREFACE.length && HTTP2_PREFACE.startsWith(begin)) return;
    socket.off("data", look);
    socket.pause();
    socket.unshift(seen);
    (begin === HTTP2_PREFACE ? h2 : h1).emit("connection", socket);
    // A session of HTTP/2 reads by itself.
    if (begin !== HTTP2_PREFACE) socket.resume();
  };
  socket.on("data", look);
}

interface Door {
  readonly url: string;
  close(): Promise<void>;
}

async function open(world: World, region: string, port: number, host: string): Promise<Door> {
  const sockets = new Set<net.Socket>();
  const counter: Counter = { world, region, running: new Set() };
  const onRequest = (request: Request, response: Response): void => answer(counter, request, response);
  const h1 = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, onRequest);
  const h2 = http2.createServer(onRequest);
  h2.on("sessionError", () => {});
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    sniff(socket, h1, h2);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    for (const exchange of counter.running) exchange.cancel();
    await closed;
  };
  const { address, family, port: actual } = server.address() as AddressInfo;
  return { url: `http://${family === "IPv6" ? `[${address}]` : address}:${actual}`, close };
}

/** The face with sockets: a port per region, each speaking HTTP/2 with prior knowledge and HTTP/1.1. */
export async function listen(
  world: World,
  { port = 0, host = "127.0.0.1" }: ListenOptions,
): Promise<Listening> {
  const doors: Door[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(doors.map((door) => door.close()));
  };
  const urls: Record<string, string> = {};
  try {
    for (const [i, region] of world.model.settings.regions.entries()) {
      const door = await open(world, region, port === 0 ? 0 : port + i, host);
      doors.push(door);
      urls[region] = door.url;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, close };
}
