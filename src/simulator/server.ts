import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { Exchange, type World } from "./exchange.js";
import { sniff } from "./sniff.js";
import { type Breaks, sinkOf } from "./socket-sink.js";

type Request = http.IncomingMessage | http2.Http2ServerRequest;
type Response = http.ServerResponse | http2.Http2ServerResponse;

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

/**
 * What was said before a break is written in the next turn.
 *
 * @param wire what carries the session, which shows it to nobody
 */
const breaksOfHttp2 = ({ stream }: http2.Http2ServerRequest, wire: net.Socket | undefined): Breaks => ({
  // The session's own end would let the other streams end as if they were whole.
  cut: () => setImmediate(() => wire?.destroySoon()),
  reset: () => stream.close(NGHTTP2_INTERNAL_ERROR),
  refuse: () => stream.close(NGHTTP2_REFUSED_STREAM),
  goaway: () => {
    stream.session?.goaway(NGHTTP2_INTERNAL_ERROR);
    setImmediate(() => wire?.destroySoon());
  },
  last: () => stream.session?.close(),
});

/** Without streams a connection is all that can break. */
const breaksOfHttp1 = ({ socket }: http.IncomingMessage, response: http.ServerResponse): Breaks => ({
  // What was said before still gets there.
  cut: () => socket.destroySoon(),
  reset: () => socket.resetAndDestroy(),
  refuse: () => socket.destroy(),
  goaway: () => socket.destroySoon(),
  last: () => {
    response.shouldKeepAlive = false;
  },
});

/** The port of one region. */
export interface Door {
  readonly url: string;
  /** New connections are refused. Those that are open stay. */
  shut(): void;
  /** They are taken again, at the same port. */
  reopen(): Promise<void>;
  /** Breaks every open connection. */
  breakConnections(): void;
  /** All of it, for good. */
  close(): Promise<void>;
}

/** A client that goes before it has sent everything has sent nothing. */
function isWhole({ headers }: Request, body: Buffer, response: Response): boolean {
  const length = headers["content-length"];
  return length === undefined ? !response.destroyed : body.length === Number(length);
}

/** Where the requests of one region come in. */
class Counter {
  readonly #world: World;
  readonly #region: string;
  readonly #running = new Set<Exchange>();
  readonly #wires = new WeakMap<http2.Http2Session, net.Socket>();

  constructor(world: World, region: string) {
    this.#world = world;
    this.#region = region;
  }

  answer(request: Request, response: Response): void {
    const parts: Buffer[] = [];
    response.on("error", () => {});
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      if (isWhole(request, body, response)) this.#begin(request, response, body);
    });
  }

  /** A session of HTTP/2 that has just begun, and what carries it. */
  carries(session: http2.Http2Session, socket: net.Socket): void {
    this.#wires.set(session, socket);
  }

  /** Every client has gone. */
  cancel(): void {
    for (const exchange of this.#running) exchange.cancel();
  }

  refusesConnection(): boolean {
    return this.#world.model.refusesConnection(this.#region, this.#world.now());
  }

  #begin(request: Request, response: Response, body: Buffer): void {
    const { method = "GET", url = "/", headers } = request;
    const [path = "/"] = url.split("?");
    // Both kinds of response know what is used of them here; their overloads don't fit each other.
    const out = response as http.ServerResponse;
    const breaks = "stream" in request ? this.#breaksOf(request) : breaksOfHttp1(request, out);
    const wire = { method, path, headers, body };
    const exchange = new Exchange(this.#world, this.#region, wire, sinkOf(out, breaks));
    if (response.destroyed) {
      exchange.cancel();
      return;
    }
    this.#running.add(exchange);
    response.on("close", () => {
      this.#running.delete(exchange);
      // Comes at the regular end too, where it only says that the client has everything.
      exchange.cancel();
    });
  }

  #breaksOf(request: http2.Http2ServerRequest): Breaks {
    const { session } = request.stream;
    return breaksOfHttp2(request, session && this.#wires.get(session));
  }
}

const listening = (server: net.Server, port: number, host: string): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

/** Opens the port of a region, where HTTP/2 with prior knowledge and HTTP/1.1 are spoken. */
export async function openDoor(world: World, region: string, port: number, host: string): Promise<Door> {
  const sockets = new Set<net.Socket>();
  const counter = new Counter(world, region);
  const onRequest = (request: Request, response: Response): void => counter.answer(request, response);
  const h1 = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, onRequest);
  const h2 = http2.createServer(onRequest);
  h2.on("sessionError", () => {});
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    if (counter.refusesConnection()) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    sniff(socket, (version) => {
      if (version === "2") {
        h2.once("session", (session) => counter.carries(session, socket));
        h2.emit("connection", socket);
        return;
      }
      h1.emit("connection", socket);
      // A session of HTTP/2 reads by itself.
      socket.resume();
    });
  });
  await listening(server, port, host);
  const { address, family, port: actual } = server.address() as AddressInfo;
  const breakConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${actual}`,
    shut: () => {
      server.close();
    },
    reopen: async () => {
      if (!server.listening) await listening(server, actual, host);
    },
    breakConnections,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      breakConnections();
      counter.cancel();
      await closed;
    },
  };
}
