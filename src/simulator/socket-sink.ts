import type { Sink } from "./exchange.js";
import type { Breakage } from "./scene.js";

/** What is common to the responses of HTTP/1.1 and HTTP/2. */
interface Out {
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(bytes: Uint8Array): unknown;
  end(): unknown;
}

/** How an answer ends without its end. */
export interface Breaks extends Readonly<Record<Breakage, () => void>> {
  /** See {@link Sink.lastOnConnection}. */
  readonly last: () => void;
}

/** An answer on its way through a socket. */
export const sinkOf = (out: Out, breaks: Breaks): Sink => ({
  tellsClose: true,
  head: ({ status, headers }) => {
    if (!out.destroyed) out.writeHead(status, { ...headers });
  },
  chunk: (bytes) => {
    if (!out.destroyed) out.write(bytes);
  },
  end: () => {
    if (!out.destroyed) out.end();
  },
  break: (how) => breaks[how](),
  lastOnConnection: breaks.last,
});
