import { Readable } from "node:stream";
import type { Sink } from "./exchange.js";
import type { Breakage, Head } from "./scene.js";

/** A Smithy response; its body is a Node Readable, and destroying it leaves the answer. */
export interface HandledResponse {
  statusCode: number;
  reason?: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** An error as Node makes them. */
export const coded = (message: string, code: string, more: object = {}): Error =>
  Object.assign(new Error(message), { ...more, code });

export const connectionRefused = (): Error =>
  coded("connect ECONNREFUSED", "ECONNREFUSED", { errno: -111, syscall: "connect" });

/** What Node gives a client: of HTTP/1.1, and of HTTP/2 for what only this knows. */
const ERRORS: Readonly<Record<Breakage, () => Error>> = {
  cut: () => coded("aborted", "ECONNRESET"),
  reset: () => coded("read ECONNRESET", "ECONNRESET", { errno: -104, syscall: "read" }),
  refuse: () => coded("Stream closed with error code NGHTTP2_REFUSED_STREAM", "ERR_HTTP2_STREAM_ERROR"),
  goaway: () => coded("Session closed with error code 2", "ERR_HTTP2_SESSION_ERROR"),
};

/** One answer on its way to an SDK client: a promise of the head, then a body that fills. */
export class Delivery implements Sink {
  readonly tellsClose = false;
  readonly response: Promise<{ response: HandledResponse }>;
  readonly #body: Readable;
  #leave: () => void = () => {};
  #resolve: (value: { response: HandledResponse }) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const destroy = (error: Error | null, done: (error: Error | null) => void): void => {
      this.#leave();
      done(error);
    };
    this.#body = new Readable({ read() {}, destroy });
    // Nobody may be reading when it breaks; without a listener that would end the process.
    this.#body.on("error", () => {});
  }

  /** `leave` is called once when the body is over or destroyed, or the request has failed. */
  whenLeft(leave: () => void): void {
    this.#leave = leave;
  }

  head({ status, headers }: Head): void {
    this.#resolve({ response: { statusCode: status, headers: { ...headers }, body: this.#body } });
  }

  chunk(bytes: Uint8Array): void {
    // A copy: frames are shared between answers.
    this.#body.push(Buffer.from(bytes));
  }

  end(): void {
    this.#body.push(null);
  }

  break(how: Breakage): void {
    this.fail(ERRORS[how]());
  }

  /** There is no connection. */
  lastOnConnection(): void {}

  fail(error: Error): void {
    this.#reject(error);
    this.#body.destroy(error);
  }
}
